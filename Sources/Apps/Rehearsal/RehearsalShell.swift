import Chronology
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Wire

/// Puts a stand-in's core behind a socket.
struct RehearsalShell: Sendable {
  /// The longest body of a request.
  private static let requestLimit = 1 << 20

  let service: any RehearsalService
  let host: String
  let port: Int
  let logger: Logger
  let onReady: @Sendable (Int) async -> Void

  /// Listens and answers until it is shut down or its task is cancelled.
  func run() async throws {
    let responder = CallbackResponder { (request: Request, context: RehearsalContext) in
      try await respond(to: request, context)
    }
    let application = Application(
      responder: responder,
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { [onReady] channel in
        await onReady(channel.localAddress?.port ?? 0)
      },
      logger: logger)
    try await application.run()
  }

  private func respond(to request: Request, _ context: RehearsalContext) async throws -> Response {
    let body = try await request.body.collect(upTo: Self.requestLimit)
    let answer = service.answer(
      RehearsalRequest(
        method: request.method.rawValue, target: request.head.path ?? "/",
        headers: request.headers, body: Array(body.readableBytesView)),
      now: SystemClock().now)
    return try await delivered(answer, context)
  }

  private func delivered(
    _ answer: RehearsalAnswer, _ context: RehearsalContext
  ) async throws -> Response {
    let bytes = ByteBuffer(bytes: answer.body)
    switch answer.delivery {
    case .whole:
      return response(answer, ResponseBody(byteBuffer: bytes))
    case .late(let wait):
      try await Task.sleep(for: wait)
      return response(answer, ResponseBody(byteBuffer: bytes))
    case .cut:
      try await context.channel.close()
      return response(answer, ResponseBody(byteBuffer: bytes))
    case .half:
      return response(
        answer,
        ResponseBody(contentLength: answer.body.count) { writer in
          try await writer.write(bytes.getSlice(at: 0, length: bytes.readableBytes / 2) ?? bytes)
          try await context.channel.close()
        })
    case .stalled(let wait):
      return response(
        answer,
        ResponseBody(contentLength: answer.body.count) { writer in
          var rest = bytes
          try await writer.write(rest.readSlice(length: rest.readableBytes / 2) ?? bytes)
          try await Task.sleep(for: wait)
          try await writer.write(rest)
          try await writer.finish(nil)
        })
    case .endless:
      return response(
        answer,
        ResponseBody { writer in
          // Ends when the client closes the connection: the write fails.
          while !Task.isCancelled { try await writer.write(bytes) }
          try await writer.finish(nil)
        })
    }
  }

  private func response(_ answer: RehearsalAnswer, _ body: ResponseBody) -> Response {
    Response(
      status: HTTPResponse.Status(code: answer.status), headers: answer.headers,
      body: body)
  }
}

/// What a stand-in knows of the connection that a request came on.
struct RehearsalContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
