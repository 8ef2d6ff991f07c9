import Contract
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Platform
import Server
import Testing

@Suite(.staged) struct LeavingTests {
  private let stage: Stage

  init() throws { stage = try #require(Stage.current) }

  /// Serves the stage on a free port of this machine while `body` runs.
  private func serving(_ body: @Sendable (_ port: Int) async throws -> Void) async throws {
    let (ports, running) = AsyncStream<Int>.makeStream()
    let server = WebServer(
      platform: stage.platform, settings: try await Stage.settings(in: stage.folder))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.api { running.yield($0) }.run() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      try await body(port)
      group.cancelAll()
    }
  }

  private func ask(_ sql: String) async throws -> Int {
    try await stage.send(
      "POST", "/api/data/query", token: try stage.token(.researcher), body: #"{"sql": "\#(sql)"}"#
    ).status.code
  }

  /// How long it takes until a short question is answered.
  private func untilFree() async throws -> Duration {
    let clock = ContinuousClock()
    let begun = clock.now
    while try await ask("SELECT 1") != 200 {
      try await clock.sleep(for: .milliseconds(20))
    }
    return clock.now - begun
  }

  @Test(.timeLimit(.minutes(1)))
  func `a question ends when its client closes the connection`() async throws {
    let endless =
      "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5"
    let body = #"{"sql": "\#(endless)", "seconds": 60}"#
    let head = [
      "POST /api/data/query HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
      "Authorization: Bearer \(try stage.token(.trader))", "Content-Length: \(body.utf8.count)",
    ].joined(separator: "\r\n")
    try await serving { port in
      let client = try PlainClient(port: port)
      try client.send(head + "\r\n\r\n" + body)
      while try await ask("SELECT 1") != 429 {
        // The short question may have been first: then the endless one was refused.
        if client.hasAnswer { try client.send(head + "\r\n\r\n" + body) }
      }

      client.leave()

      #expect(try await untilFree() < .seconds(5))
    }
  }

  @Test func `a connection that stays is answered again and again`() async throws {
    try await serving { port in
      let client = try PlainClient(port: port)
      defer { client.leave() }
      for _ in 0..<3 {
        try client.send("GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

        #expect(try client.receive().hasPrefix("HTTP/1.1 200 OK"))
      }
    }
  }
}

/// A TCP connection to this machine.
private final class PlainClient: Sendable {
  private struct Failed: Error { let step: String }
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failed(step: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failed(step: "connect") }
  }

  func send(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Failed(step: "write") }
  }

  /// True when something has come; takes it.
  var hasAnswer: Bool {
    var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&wish, 1, 0) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    return read(descriptor, &bytes, bytes.count) > 0
  }

  /// What comes next, up to 64 KiB.
  func receive() throws -> String {
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { throw Failed(step: "read") }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  func leave() { close(descriptor) }
}
