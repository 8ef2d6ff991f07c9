import Connect
public import Contract
public import Governance
public import Market
import Omega
import Research

/// Why a call was not carried out, in the words that the caller sees.
public struct Refusal: Error, Hashable, Sendable {
  /// The HTTP status that says the same.
  public let status: Int
  /// Dotted lower case, such as `session.missing`; stable.
  public let code: String
  public let title: String
  /// What happened to what, with the values seen.
  public let detail: String
  /// What to do about it.
  public let remedy: String
  /// Seconds after which the same call may succeed; nil when waiting does not help.
  public let retryAfter: Int?
  /// The methods that the path has; empty unless the method was the fault.
  public let allowed: [String]

  public init(
    _ status: Int, _ code: String, _ title: String, detail: String, remedy: String,
    retryAfter: Int? = nil, allowed: [String] = []
  ) {
    self.status = status
    self.code = code
    self.title = title
    self.detail = detail
    self.remedy = remedy
    self.retryAfter = retryAfter
    self.allowed = allowed
  }

  /// The answer's body; `request` names the request in the log.
  public func problem(request: String) -> Problem {
    Problem(
      type: "/docs#\(code)", title: title, status: status, detail: detail, code: code,
      remedy: remedy, request: request)
  }
}

extension Refusal {
  /// A field of the request that does not say what it must.
  public static func invalid(_ field: String, _ fault: String, remedy: String) -> Refusal {
    Refusal(
      422, "request.invalid", "The request is not valid", detail: "\(field) \(fault)",
      remedy: remedy)
  }

  /// Something named in the request that does not exist.
  public static func missing(_ what: String, _ name: String, remedy: String) -> Refusal {
    Refusal(
      404, "\(what).missing", "There is no such \(what)",
      detail: "No \(what) is called \"\(name.prefix(80))\".", remedy: remedy)
  }

  /// A fault inside; its cause goes to the log, never to the caller.
  public static let fault = Refusal(
    500, "server.fault", "The server met a fault of its own",
    detail: "The call was not carried out.",
    remedy: "Look for the request's id in the server's log.")

  public init(_ error: StoreError) {
    let status =
      switch error.code {
      case .missing: 404
      case .conflict: 409
      case .full, .readOnly, .locked: 503
      case .cancelled: 503
      case .corrupt, .query: 500
      }
    self.init(
      status, "store.\(error.code.rawValue)", "The warehouse could not do it",
      detail: error.message, remedy: error.remedy)
  }

  public init(_ error: GovernanceError) {
    let (status, title) =
      switch error.code {
      case .refused: (403, "Governance refused")
      case .missing: (404, "There is no such thing")
      case .conflict: (409, "It is not in a state for this")
      case .store: (503, "The records could not be read or written")
      }
    self.init(
      status, "governance.\(error.code.rawValue)", title, detail: error.message,
      remedy: error.remedy)
  }

  public init(_ error: MarketDataError) {
    self.init(
      502, "provider.\(error.code.rawValue)", "The data provider did not answer as hoped",
      detail: error.message,
      remedy: error.code == .unauthorized
        ? "Check the provider's key." : "Try again later; what was saved stays saved.")
  }

  /// What a caller sees of any error.
  public static func describing(_ error: any Error) -> Refusal {
    switch error {
    case let refusal as Refusal: refusal
    case let error as StoreError: Refusal(error)
    case let error as GovernanceError: Refusal(error)
    case let error as HealthRepairError: Refusal(error)
    case let error as MarketDataError: Refusal(error)
    case let error as ResearchError: Refusal(error)
    case let error as DeskError: Refusal(error)
    case let fault as JSONFault:
      Refusal(
        fault.code == .malformed ? 400 : 422,
        fault.code == .malformed ? "json.malformed" : "request.invalid",
        fault.code == .malformed ? "The body is not strict JSON" : "The request is not valid",
        detail: fault.message, remedy: fault.remedy)
    case is CancellationError:
      Refusal(
        503, "server.stopping", "The server stopped before it was done",
        detail: "The call was given up.", remedy: "Try again once the server runs.", retryAfter: 5)
    default: fault
    }
  }
}
