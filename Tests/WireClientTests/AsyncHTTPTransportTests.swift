import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization
import TestKit
import Testing
import Wire
import WireClient

/// The transport against a server on this machine that answers as each path says.
@Suite(.timeLimit(.minutes(1))) struct AsyncHTTPTransportTests {
  /// `{"answer": "packed"}` through gzip.
  private static let packed = "H4sIAAAAAAACA6tWSswrLk8tUrJSUCpITM5OTVGqBQDYPY7VFAAAAA=="

  @Test func `a packed answer is unpacked`() async throws {
    try await withServer { _ in
      .packed(try #require(Data(base64Encoded: Self.packed)))
    } _: {
      let response = try await $0.exchange($1)

      #expect(String(decoding: response.body, as: UTF8.self) == #"{"answer": "packed"}"#)
    }
  }

  @Test func `an answer that unpacks beyond measure is refused`() async throws {
    // Four million zeros: a ratio of about a thousand.
    try await withServer { _ in
      .packed(try #require(Self.bomb))
    } _: { transport, request in
      let error = await #expect(throws: HTTPExchangeError.self) {
        try await transport.exchange(request)
      }

      #expect(error?.code == .tooLarge)
    }
  }

  @Test func `an answer that announces more than the limit ends before its body`() async throws {
    let written = Counter()
    try await withServer { _ in
      Response(
        status: .ok, headers: [:], body: Self.zeros(count: 1 << 40, announced: true, written))
    } _: { transport, request in
      let error = await #expect(throws: HTTPExchangeError.self) {
        try await transport.exchange(request)
      }

      #expect(error?.code == .tooLarge)
      // A terabyte can neither be kept nor read to its end: the connection was cut.
      #expect(written.value < 4 << 30)
    }
  }

  @Test func `an answer that grows beyond the limit is cut off while it comes`() async throws {
    let written = Counter()
    try await withServer { _ in
      Response(
        status: .ok, headers: [:], body: Self.zeros(count: 1 << 40, announced: false, written))
    } _: { transport, request in
      var request = request
      request.maximumResponseBytes = 16 << 20

      let error = await #expect(throws: HTTPExchangeError.self) {
        try await transport.exchange(request)
      }

      #expect(error?.code == .tooLarge)
      #expect(written.value < 4 << 30)
    }
  }

  @Test func `an answer of just the limit is whole`() async throws {
    try await withServer { _ in
      Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 7, count: 1000)))
    } _: { transport, request in
      var request = request
      request.maximumResponseBytes = 1000

      let whole = try await transport.exchange(request)

      #expect(whole.body == [UInt8](repeating: 7, count: 1000))
      request.maximumResponseBytes = 999
      await #expect(throws: HTTPExchangeError.self) { try await transport.exchange(request) }
    }
  }

  /// A body of zeros in chunks of 64 KiB, counted as they are written.
  private static func zeros(
    count: Int, announced: Bool, _ written: Counter
  ) -> ResponseBody {
    ResponseBody(contentLength: announced ? count : nil) { writer in
      let chunk = ByteBuffer(repeating: 0, count: 1 << 16)
      for _ in 0..<(count / chunk.readableBytes) {
        try await writer.write(chunk)
        written.add(chunk.readableBytes)
      }
      try await writer.finish(nil)
    }
  }

  @Test func `a redirect is refused and says nothing of the query`() async throws {
    try await withServer { _ in
      Response(status: .found, headers: [.location: "https://example.invalid/"])
    } _: { transport, request in
      let error = await #expect(throws: HTTPExchangeError.self) {
        try await transport.exchange(request)
      }

      #expect(error?.code == .redirected)
      #expect(error?.message.contains("secret") == false)
    }
  }

  @Test func `method, query, fields and body reach the server, status and fields come back`()
    async throws
  {
    try await withServer { request in
      let body = try await request.body.collect(upTo: 1000)
      let seen = "\(request.method.rawValue) \(request.uri) \(request.headers[.accept] ?? "")"
      return Response(
        status: .internalServerError, headers: [.server: seen],
        body: ResponseBody(byteBuffer: body))
    } _: { transport, request in
      var request = request
      request.head.method = .post
      request.head.headerFields[.accept] = "text/plain"
      request.body = Array("ping".utf8)

      let response = try await transport.exchange(request)

      #expect(response.head.status.code == 500)
      #expect(response.head.headerFields[.server] == "POST /path?key=secret text/plain")
      #expect(response.body == Array("ping".utf8))
    }
  }

  @Test func `a cancelled exchange ends at once`() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withServer { _ in
      arrived.finish()
      try await Task.sleep(for: .seconds(50))
      return Response(status: .ok)
    } _: { transport, request in
      let exchange = Task { try await transport.exchange(request) }
      for await _ in arrivals {}

      exchange.cancel()

      let error = await #expect(throws: HTTPExchangeError.self) { try await exchange.joined }
      #expect(error?.code == .cancelled)
    }
  }

  /// Four mebibytes of zeros through gzip: four kilobytes, themselves mostly zero.
  private static let bomb: Data? = Data(
    base64Encoded: "H4sIAAAAAAACA+3BAQEAAACCIP+vbkhAAQ" + String(repeating: "A", count: 5416)
      + "B8G2pARxEAAEAA")

  /// Runs a server that answers with `answer`, and a transport, for as long as `body` takes.
  private func withServer(
    _ answer: @Sendable @escaping (Request) async throws -> Response,
    _ body: @Sendable @escaping (AsyncHTTPTransport, HTTPExchangeRequest) async throws -> Void
  ) async throws {
    let (ports, ready) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "server")
    logger.logLevel = .critical
    let responder = CallbackResponder { (request: Request, _: BasicRequestContext) in
      try await answer(request)
    }
    let application = Application(
      responder: responder,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        ready.yield(channel.localAddress?.port ?? 0)
        ready.finish()
      },
      logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // One that cannot begin ends the wait for its port.
        defer { ready.finish() }
        try await application.run()
      }
      var hasBegun = false
      for await port in ports {
        hasBegun = true
        let transport = AsyncHTTPTransport()
        let head = HTTPRequest(
          method: .get, scheme: "http", authority: "127.0.0.1:\(port)", path: "/path?key=secret")
        do {
          try await body(
            transport,
            HTTPExchangeRequest(head: head, timeout: .seconds(20), maximumResponseBytes: 64 << 20))
        } catch {
          try await transport.shutdown()
          throw error
        }
        try await transport.shutdown()
      }
      if !hasBegun { try await group.waitForAll() }
      group.cancelAll()
    }
  }
}

/// Counts bytes from several tasks.
private final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  func add(_ bytes: Int) { count.withLock { $0 += bytes } }
}

extension Response {
  /// An answer whose body is gzip.
  fileprivate static func packed(_ data: Data) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .contentEncoding: "gzip"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
