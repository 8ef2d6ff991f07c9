import Contract
import HTTPTypes
import Platform

extension Gateway {
  /// - Parameter isAllowed: Whether the caller of a stream may still listen.
  func answer(
    _ reply: Reply, isAllowed: @escaping @Sendable () async -> Bool = { true }
  ) -> GatewayAnswer {
    var fields = Self.guarding
    let body: GatewayAnswer.Body
    switch reply {
    case .json(let json):
      fields[.contentType] = "application/json"
      body = .bytes(json)
    case .begin(let secret, let json):
      fields[.contentType] = "application/json"
      fields[.setCookie] = cookie.setting(secret)
      body = .bytes(json)
    case .end(let json):
      fields[.contentType] = "application/json"
      fields[.setCookie] = cookie.removing
      body = .bytes(json)
    case .file(let bytes, let mediaType):
      fields[.contentType] =
        mediaType.hasPrefix("text/") ? "\(mediaType); charset=utf-8" : mediaType
      // A file may carry styles and drawings of its own, but no script and no outside address.
      fields[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
      body = .bytes(bytes)
    case .stream(let subscription):
      fields[.contentType] = "text/event-stream"
      fields[.cacheControl] = "no-store, no-transform"
      body = .events(subscription, isAllowed: isAllowed)
    }
    return GatewayAnswer(status: 200, fields: fields, body: body, account: nil)
  }

  /// The problem document of a refusal; without a body for HEAD.
  func answer(_ refusal: Refusal, to request: GatewayRequest) -> GatewayAnswer {
    var fields = Self.guarding
    fields[.contentType] = "application/problem+json"
    if let seconds = refusal.retryAfter { fields[.retryAfter] = String(seconds) }
    if refusal.status == 401 { fields[.wwwAuthenticate] = "Bearer" }
    if !refusal.allowed.isEmpty { fields[.allow] = refusal.allowed.joined(separator: ", ") }
    let json: [UInt8]
    do {
      json = try PayloadText.encode(refusal.problem(request: request.id))
    } catch {
      preconditionFailure("A problem holds texts and whole numbers only: \(error)")
    }
    return GatewayAnswer(
      status: refusal.status, fields: fields,
      body: .bytes(request.method == "HEAD" ? [] : json), account: nil)
  }

  /// Fields of every answer: nothing is stored, framed, sniffed or told to others.
  static let guarding: HTTPFields = [
    .cacheControl: "no-store",
    .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
    .xContentTypeOptions: "nosniff",
    named("Referrer-Policy"): "no-referrer",
    named("X-Frame-Options"): "DENY",
    named("Cross-Origin-Opener-Policy"): "same-origin",
    named("Cross-Origin-Resource-Policy"): "same-origin",
  ]

  /// - Precondition: `name` is a valid field name.
  static func named(_ name: String) -> HTTPField.Name {
    guard let field = HTTPField.Name(name) else {
      preconditionFailure("\(name) is a valid field name.")
    }
    return field
  }
}
