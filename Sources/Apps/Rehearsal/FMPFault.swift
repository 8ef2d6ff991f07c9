/// Something that goes wrong with the next answers of a stand-in.
public struct FMPFault: Hashable, Sendable, Codable {
  /// What goes wrong.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The right answer, late by `milliseconds`.
    case delay
    /// 429, the allowance is used up; with `Retry-After` when `seconds` is given.
    case throttle
    /// 503 in plain text.
    case serverError
    /// 502 with an HTML page.
    case gatewayError
    /// The connection is closed before a byte of the answer.
    case cut
    /// The connection is closed in the middle of the body.
    case halfBody
    /// Half of the body, and the rest `milliseconds` later.
    case stall
    /// A whole answer that ends in the middle of its JSON.
    case truncatedJSON
    /// 200 with an HTML page.
    case html
    /// 200 with an error object instead of rows.
    case errorObject
    /// 402 in plain text: the endpoint is not in the plan.
    case restrictedEndpoint
    /// 402 in plain text: the symbol is not in the plan.
    case restrictedSymbol
    /// 402 in plain text: so many rows are not in the plan.
    case restrictedLimit
    /// 403, the path belongs to the former interface.
    case legacy
    /// 401, the key is refused.
    case badKey
    /// 302 to another host.
    case redirect
    /// Rows without a required field: bars without their close, others without their third.
    case missingField
    /// Rows with that field under another name.
    case renamedField
    /// Rows of another symbol.
    case wrongSymbol
    /// The rows inside an object, as the former interface wrote them.
    case wrongShape
    /// 200 and not a byte.
    case emptyBody
    /// A body without an end.
    case endless
  }

  public let kind: Kind
  /// The number of answers it spoils.
  public var times: Int
  /// Spoils only answers whose path below `stable/` begins so; nil for all.
  public var path: String?
  /// `Retry-After` of a throttled answer.
  public var seconds: Int?
  /// The delay of a late or stalled answer.
  public var milliseconds: Int?

  public init(
    _ kind: Kind, times: Int = 1, path: String? = nil, seconds: Int? = nil,
    milliseconds: Int? = nil
  ) {
    self.kind = kind
    self.times = times
    self.path = path
    self.seconds = seconds
    self.milliseconds = milliseconds
  }

  /// Decodes a fault; everything but its kind may be left out.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(Kind.self, forKey: .kind)
    times = try container.decodeIfPresent(Int.self, forKey: .times) ?? 1
    path = try container.decodeIfPresent(String.self, forKey: .path)
    seconds = try container.decodeIfPresent(Int.self, forKey: .seconds)
    milliseconds = try container.decodeIfPresent(Int.self, forKey: .milliseconds)
  }
}
