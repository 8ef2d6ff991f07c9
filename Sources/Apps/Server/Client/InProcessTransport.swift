import HTTPTypes
public import Platform
import Synchronization

/// Calls the gateway in this very process: same checks, same handlers, no socket.
public final class InProcessTransport: APITransport {
  private let gateway: Gateway
  private let caller: Caller
  /// A bearer token in place of the trusted caller, for calls that need an account.
  private let token: String?
  private let count = Mutex(0)

  /// - Parameter token: A session's or token's secret; nil calls as `caller`.
  public init(gateway: Gateway, caller: Caller = .localOperator, token: String? = nil) {
    self.gateway = gateway
    self.caller = caller
    self.token = token
  }

  public func exchange(method: String, target: String, body: [UInt8]?) async throws -> APIAnswer {
    var fields: HTTPFields = [:]
    if body != nil { fields[.contentType] = "application/json" }
    if let token { fields[.authorization] = "Bearer \(token)" }
    let number = count.withLock { count in
      count += 1
      return count
    }
    let answer = await gateway.answer(
      GatewayRequest(
        method: method, target: target, authority: nil, fields: fields, address: "local",
        id: "local-\(number)", trusted: caller
      ) { _ in body ?? [] })
    guard case .bytes(let bytes) = answer.body else {
      throw APIFailure.unreachable(
        message: "Events are streamed by a running server only.", remedy: "Start it with: qs up")
    }
    let type = answer.fields[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
    return APIAnswer(status: answer.status, mediaType: type, body: bytes)
  }
}
