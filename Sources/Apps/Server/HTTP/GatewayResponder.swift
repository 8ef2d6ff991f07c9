import Chronology
import HTTPTypes
public import Hummingbird
public import HummingbirdCore
import Logging
import NIOCore
import Platform

/// What the gateway needs of a connection.
public struct GatewayContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// The client's network address, without its port.
  let address: String
  let channel: any Channel

  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "unknown"
    channel = source.channel
  }
}

/// Carries requests from Hummingbird to the gateway, and its answers back.
public struct GatewayResponder: HTTPResponder {
  public typealias Context = GatewayContext
  private let gateway: Gateway
  private let pages: (any PageSource)?
  private let departures: Departures?

  /// - Parameters:
  ///   - pages: Answers what is not under `/api`; nil answers it with a problem.
  ///   - departures: Knows which clients have left; nil answers to the end whoever asked.
  public init(gateway: Gateway, pages: (any PageSource)?, departures: Departures? = nil) {
    self.gateway = gateway
    self.pages = pages
    self.departures = departures
  }

  public func respond(to request: Request, context: GatewayContext) async throws -> Response {
    let clock = gateway.platform.clock
    let begun = clock.now
    let incoming = GatewayRequest(
      method: request.method.rawValue, target: request.head.path ?? "",
      authority: request.head.authority, fields: request.headers, address: context.address,
      id: context.id, departure: departures?.departure(of: context.channel)
    ) { limit in
      do {
        return Array(buffer: try await request.body.collect(upTo: limit))
      } catch is NIOTooManyBytesError {
        throw Refusal(
          413, "body.tooLarge", "The body is too large",
          detail: "More than \(limit) bytes were sent.", remedy: "Send a smaller body.")
      }
    }
    let answer: GatewayAnswer =
      if let pages, let page = await pages.page(for: incoming, through: gateway) {
        page
      } else {
        await gateway.answer(incoming)
      }
    let path = incoming.target.prefix { $0 != "?" }
    gateway.platform.logger.log(
      level: path == "/api/health" ? .debug : .info, "Request",
      metadata: [
        "request.id": "\(context.id)", "request.method": "\(request.method.rawValue)",
        "request.path": "\(path.prefix(200))", "request.status": "\(answer.status)",
        "request.account": "\(answer.account ?? "-")",
        "request.milliseconds":
          "\((clock.now.nanoseconds - begun.nanoseconds) / 1_000_000)",
      ])
    return Response(
      status: .init(code: answer.status), headers: answer.fields, body: Self.body(answer.body))
  }

  private static func body(_ body: GatewayAnswer.Body) -> ResponseBody {
    switch body {
    case .bytes(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    case .events(let subscription, let isAllowed):
      EventStream.body(of: subscription, while: isAllowed)
    }
  }
}

/// Answers requests that are not for the API: the dashboard's files, the documentation.
public protocol PageSource: Sendable {
  /// The page for this request, or nil to leave it to the gateway.
  func page(for request: GatewayRequest, through gateway: Gateway) async -> GatewayAnswer?
}
