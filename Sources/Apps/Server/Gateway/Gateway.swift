import Contract
public import HTTPTypes
import Logging
public import Platform

/// A request as the gateway takes it, free of any server library.
public struct GatewayRequest: Sendable {
  public var method: String
  /// Path and query as sent.
  public var target: String
  public var authority: String?
  public var fields: HTTPFields
  /// The client's network address.
  public var address: String
  /// Names the request in log and problem.
  public var id: String
  /// Tells whether the client is still there; nil when nobody can say.
  public var departure: Departure?
  /// Reads the body; throws `body.tooLarge` beyond so many bytes.
  public var body: @Sendable (_ limit: Int) async throws -> [UInt8]
  /// A caller that needs no credential: the command line in this very process.
  public var trusted: Caller?

  public init(
    method: String, target: String, authority: String?, fields: HTTPFields, address: String,
    id: String, trusted: Caller? = nil, departure: Departure? = nil,
    body: @escaping @Sendable (Int) async throws -> [UInt8]
  ) {
    self.method = method
    self.target = target
    self.authority = authority
    self.fields = fields
    self.address = address
    self.id = id
    self.trusted = trusted
    self.departure = departure
    self.body = body
  }
}

/// What the gateway answers.
public struct GatewayAnswer: Sendable {
  public enum Body: Sendable {
    case bytes([UInt8])
    /// `isAllowed`: whether the caller may still listen; asked before each delivery.
    case events(EventSubscription, isAllowed: @Sendable () async -> Bool)
  }
  public var status: Int
  public var fields: HTTPFields
  public var body: Body
  /// Who called, for the log; nil without a session.
  public var account: String?
}

/// The one way in: every request passes its checks in this order, and what no check allowed is denied.
///
/// Host, path, session, route, permission, origin, query, body; then the handler.
public struct Gateway: Sendable {
  /// The largest body of a request.
  public static let largestBody = 1 << 20

  let platform: Platform
  let routes: RouteTable
  let origins: OriginGuard
  let cookie: SessionCookie

  public init(platform: Platform, hosts: [String], isTLS: Bool) {
    self.platform = platform
    routes = RouteTable(Endpoint.all)
    origins = OriginGuard(hosts: hosts, isTLS: isTLS)
    cookie = SessionCookie(isTLS: isTLS)
  }

  /// Carries a request out; whatever goes wrong becomes a problem answer.
  public func answer(_ request: GatewayRequest) async -> GatewayAnswer {
    var account: String?
    do {
      var answer = try await carryOut(request, account: &account)
      answer.account = account
      return answer
    } catch {
      let hasLeft = request.departure?.hasLeft ?? false
      let refusal = hasLeft ? Self.unheard : Refusal.describing(error)
      if refusal.status == 500 {
        platform.logger.error(
          "Request failed", metadata: ["request.id": "\(request.id)", "error": "\(error)"])
      }
      var answer = self.answer(refusal, to: request)
      answer.account = account
      return answer
    }
  }

  private func carryOut(
    _ request: GatewayRequest, account: inout String?
  ) async throws -> GatewayAnswer {
    if request.trusted == nil { try origins.checkHost(request.authority) }
    let target = try RequestTarget(request.target)
    let match = routes.match(request.method, target.segments)
    if let document = Document(request.method, target.segments) {
      account = try await caller(request, bearer: Self.bearer(in: request.fields)).account
      return answer(.file(document.contents, mediaType: document.mediaType))
    }
    let isOpen =
      if case .endpoint(let endpoint, _) = match { endpoint.permission == .open } else { false }
    let bearer = Self.bearer(in: request.fields)
    let caller = isOpen ? nil : try await self.caller(request, bearer: bearer)
    account = caller?.account
    let endpoint: Endpoint
    let parameters: [String: String]
    switch match {
    case .endpoint(let found, let values): (endpoint, parameters) = (found, values)
    case .wrongMethod(let allowed):
      throw Refusal(
        405, "method.wrong", "The path has no such method",
        detail: "\(request.method.prefix(20)) is not among \(allowed.joined(separator: ", ")).",
        remedy: "Use \(allowed.joined(separator: " or ")).", allowed: allowed)
    case .unknown:
      throw Refusal(
        404, "route.missing", "There is nothing here", detail: "No operation has this path.",
        remedy: "See /docs for all of them.")
    }
    if let caller, !caller.may(endpoint.permission) { throw Self.forbidden(caller, endpoint) }
    if endpoint.method != .get, request.trusted == nil {
      // A sign-in carries nothing yet by which a browser could be abused without showing its origin.
      let isProgram = bearer != nil || endpoint.permission == .open
      try origins.checkOrigin(request.fields, authority: request.authority, isProgram: isProgram)
    }
    let query = try target.query(for: endpoint)
    let body = try await self.body(of: request, for: endpoint)
    let call = Call(
      endpoint: endpoint, caller: caller, path: parameters, query: query, body: body,
      address: request.address, lastEventID: request.fields[Self.lastEventID].flatMap { Int64($0) })
    return answer(
      try await reply(to: call, departure: request.departure),
      isAllowed: { await self.isStillAllowed(request, endpoint, bearer: bearer) })
  }

  /// The platform's reply; what changes nothing is given up when its client leaves.
  private func reply(to call: Call, departure: Departure?) async throws -> Reply {
    guard call.endpoint.changesNothing, let departure else {
      return try await platform.answer(call)
    }
    return try await departure.whileThere { [platform] in try await platform.answer(call) }
  }

  /// For the log alone: nobody is there to read it.
  private static let unheard = Refusal(
    499, "client.left", "The client has left", detail: "It closed the connection.",
    remedy: "Wait for the answer.")

  /// Whether the credential that opened a stream still stands; without knowledge it does not.
  private func isStillAllowed(
    _ request: GatewayRequest, _ endpoint: Endpoint, bearer: String?
  ) async -> Bool {
    do {
      return try await caller(request, bearer: bearer).may(endpoint.permission)
    } catch {
      return false
    }
  }

  private func caller(_ request: GatewayRequest, bearer: String?) async throws -> Caller {
    if let trusted = request.trusted, bearer == nil { return trusted }
    guard let secret = bearer ?? cookie.secret(in: request.fields) else {
      throw Refusal(
        401, "session.missing", "Sign in first", detail: "The request carries no session.",
        remedy: "Sign in with POST /api/session, or send a bearer token.")
    }
    guard let caller = try await platform.accounts.caller(secret: secret) else {
      throw Refusal(
        401, "session.ended", "The session has ended",
        detail: "The session or token is unknown, expired or revoked.", remedy: "Sign in again.")
    }
    return caller
  }

  private static func forbidden(_ caller: Caller, _ endpoint: Endpoint) -> Refusal {
    let roles = RoleWord.allCases.filter(endpoint.permission.roles.contains).map(\.rawValue)
    return Refusal(
      403, "permission.missing", "Your role does not allow this",
      detail: "\(endpoint.name) needs the permission \(endpoint.permission.rawValue); "
        + "\(caller.account) is \(caller.role.rawValue).",
      remedy: "Ask an account with the role \(roles.joined(separator: " or ")).")
  }

  private func body(of request: GatewayRequest, for endpoint: Endpoint) async throws -> [UInt8] {
    let body: [UInt8]
    do {
      body = try await request.body(Self.largestBody)
    } catch  where !(error is Refusal || error is CancellationError) {
      // Whatever ends the reading early is the sender's doing, not a fault of ours.
      throw Refusal(
        400, "body.broken", "The body did not come whole",
        detail: "Reading it ended with: \(error).", remedy: "Send the whole body.")
    }
    guard endpoint.request != nil else {
      guard body.isEmpty else {
        throw Refusal(
          400, "body.unexpected", "The request has a body",
          detail: "\(endpoint.name) takes none.", remedy: "Send it without a body.")
      }
      return []
    }
    let type = request.fields[.contentType]?.split(separator: ";").first?.lowercased() ?? ""
    guard type == "application/json", request.fields[.contentEncoding] == nil else {
      throw Refusal(
        415, "body.type", "The body is not plain JSON",
        detail: "Its type is \"\(type.prefix(60))\".",
        remedy: "Send it as application/json, not compressed.")
    }
    return body
  }

  private static func bearer(in fields: HTTPFields) -> String? {
    guard let text = fields[.authorization], text.lowercased().hasPrefix("bearer ") else {
      return nil
    }
    return String(text.dropFirst(7))
  }

  static let lastEventID = Gateway.named("Last-Event-ID")
}
