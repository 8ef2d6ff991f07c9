import Chronology
import Contract
import Foundation
import Governance
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Platform
import Server
import Testing

/// A whole platform in a folder of its own, behind the real gateway, one account a role, no socket.
final class Stage: Sendable {
  static let password = "a phrase of some length"
  /// One stage for the tests that change nothing; opened by the first of them.
  static let shared = Task { try await Stage() }

  let clock = HandClock()
  let platform: Platform
  let folder: URL
  private let responder: GatewayResponder
  private let tokens: [RoleWord: String]

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "stage-\(UUID().uuidString)")
    let settings = try await Self.settings(in: folder)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    platform = try await Platform.open(
      settings, clock: clock, logger: logger, hashing: quickHashing)
    _ = try await platform.accounts.makeFirstAdministrator(password: Self.password)
    let admin = Caller(account: "admin", role: .admin, credential: nil, expiresAt: nil)
    for role in RoleWord.allCases where role != .admin {
      _ = try await platform.accounts.create(
        NewAccount(name: role.rawValue, role: role, password: Self.password), by: admin)
    }
    // One after the other: the throttle counts attempts side by side as guesses.
    var tokens: [RoleWord: String] = [:]
    for role in RoleWord.allCases {
      tokens[role] = try await platform.accounts.signIn(
        SignIn(name: role.rawValue, password: Self.password), from: "test"
      ).secret
    }
    self.tokens = tokens
    responder = GatewayResponder(
      gateway: Gateway(platform: platform, hosts: [], isTLS: false), pages: nil)
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func settings(in folder: URL) async throws -> Settings {
    try await Settings.read(
      flags: [
        "data.directory": folder.path, "services.mlflow": "off", "server.api": "127.0.0.1:0",
        "server.dashboard": "127.0.0.1:0", "data.readers": "1",
        "data.samplePack": root.appending(path: ".qs/sample").path,
        "research.strategies": root.appending(path: "Strategies").path,
      ], environment: [:], in: root.path)
  }

  func close() async {
    await platform.close()
    do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
  }

  /// A bearer token of an account with this role.
  func token(_ role: RoleWord) throws -> String { try #require(tokens[role]) }

  func send(
    _ method: String, _ target: String, token: String? = nil, fields: HTTPFields = [:],
    body: String? = nil
  ) async throws -> TestResponse {
    var fields = fields
    if let token { fields[.authorization] = "Bearer \(token)" }
    if body != nil, fields[.contentType] == nil { fields[.contentType] = "application/json" }
    guard let verb = HTTPRequest.Method(method) else { preconditionFailure("\(method)") }
    return try await Application(responder: responder).test(.router) { [fields] client in
      try await client.executeRequest(
        uri: target, method: verb, headers: fields, body: body.map { ByteBuffer(string: $0) })
    }
  }

  /// The problem that an answer holds.
  static func problem(_ response: TestResponse) throws -> Problem {
    try PayloadText.decode(Problem.self, from: Array(buffer: response.body))
  }
}

extension Endpoint {
  /// The path with something harmless in place of its parameters.
  var example: String {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("{") ? "x1" : String($0) }.joined(separator: "/")
  }
}

extension Stage {
  @TaskLocal static var current: Stage?
}

/// Gives each test case a stage of its own, and closes it after.
struct Staged: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    let stage = try await Stage()
    do {
      try await Stage.$current.withValue(stage) { try await function() }
    } catch {
      await stage.close()
      throw error
    }
    await stage.close()
  }
}

extension Trait where Self == Staged {
  static var staged: Staged { Staged() }
}
