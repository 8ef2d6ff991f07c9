import Chronology
import Contract
import Governance
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Platform
import Server

/// A platform behind the real gateway and router, one account a role, no socket.
struct Stage {
  let clock = HandClock()
  let accounts = AccountsInMemory()
  let platform: Platform
  private let responder: GatewayResponder
  static let password = "a phrase of some length"

  init() async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let hashing = PasswordHashing(cost: quickHashing)
    for role in Role.allCases {
      try await accounts.save(
        Account(
          name: role.rawValue == "risk" ? "riskofficer" : role.rawValue, role: role,
          isEnabled: true, verifier: try await hashing.verifier(for: Self.password),
          createdAt: clock.now), isNew: true,
        audit: AuditDraft(actor: "test", action: "x", subject: "x", rationale: ""), at: clock.now)
    }
    platform = Platform(
      parts: PlatformParts(
        clock: clock, logger: logger, accounts: accounts, hashing: hashing, jobs: JobsInMemory(),
        backtestLanes: 1))
    responder = GatewayResponder(
      gateway: Gateway(platform: platform, hosts: [], isTLS: false), pages: nil)
  }

  /// A bearer token of an account with this role.
  func token(_ role: RoleWord) async throws -> String {
    let name = role == .risk ? "riskofficer" : role.rawValue
    return try await platform.accounts.signIn(
      SignIn(name: name, password: Self.password), from: "test"
    ).secret
  }

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
