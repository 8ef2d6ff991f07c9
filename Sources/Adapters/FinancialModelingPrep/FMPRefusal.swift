import Foundation
import HTTPTypes
import Market
import Wire

/// An answer that is no data, told by its status and its body: a 200 may be a refusal too.
struct FMPRefusal {
  let error: MarketDataError

  /// Recognises a refusal; nil when the answer may be data.
  init?(_ response: HTTPExchangeResponse, subject: String, key: Secret) {
    let status = response.head.status.code
    let words = Self.words(in: response.body)
    func refuse(_ code: MarketDataError.Code, _ meaning: String) -> MarketDataError {
      let said = words.map { " FMP says: “\(key.redacted(from: $0))”" } ?? ""
      return MarketDataError(
        code, "\(subject): \(meaning) (status \(status)).\(said)",
        retryAfter: Self.retryAfter(response.head.headerFields))
    }
    if status == 200 {
      // Data begins with a bracket; text, HTML and error objects do not pass for it.
      guard let words else { return nil }
      switch Self.code(of: words) {
      case .some(let code): error = refuse(code, Self.meaning(of: code))
      case .none: error = refuse(.malformed, "the answer is not the documented list")
      }
      return
    }
    switch status {
    case 401:
      error = refuse(.unauthorized, "the key was refused")
    case 402, 403:
      let code = words.flatMap(Self.code(of:)) ?? .endpointNotInPlan
      error = refuse(code, Self.meaning(of: code))
    case 404:
      error = refuse(.endpointNotInPlan, "the path does not exist")
    case 429:
      error = refuse(.throttled, Self.meaning(of: .throttled))
    case 500...599:
      error = refuse(.unreachable, "the server has a fault")
    default:
      let code = words.flatMap(Self.code(of:)) ?? .malformed
      error = refuse(code, Self.meaning(of: code))
    }
  }

  /// The error text in an answer; nil when the answer is a list of anything but one error.
  private static func words(in body: [UInt8]) -> String? {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    guard let first = body.first(where: { !blanks.contains($0) }) else {
      return "(an empty answer)"
    }
    let data = Data(body)
    let decoder = JSONDecoder()
    if first == 0x5B {
      // A list of one error; anything longer is data, and is read once, as data.
      guard body.count < 2000, let list = decoded([ErrorBody].self, data, decoder),
        list.count == 1, let words = list[0].words
      else { return nil }
      return excerpt(words)
    }
    if first == 0x7B, let object = decoded(ErrorBody.self, data, decoder), let words = object.words
    {
      return excerpt(words)
    }
    return excerpt(String(decoding: body.prefix(2000), as: UTF8.self))
  }

  /// Decodes what may or may not be of this shape; another shape is an answer, not a failure.
  private static func decoded<Body: Decodable>(
    _ type: Body.Type, _ data: Data, _ decoder: JSONDecoder
  ) -> Body? {
    do { return try decoder.decode(type, from: data) } catch { return nil }
  }

  private struct ErrorBody: Decodable {
    let words: String?

    enum CodingKeys: String, CodingKey {
      case errorMessage = "Error Message"
      case message, error
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      words =
        try container.decodeIfPresent(String.self, forKey: .errorMessage)
        ?? container.decodeIfPresent(String.self, forKey: .message)
        ?? container.decodeIfPresent(String.self, forKey: .error)
    }
  }

  /// What the text of a refusal means; nil when it says nothing known.
  private static func code(of words: String) -> MarketDataError.Code? {
    if words.contains("Invalid API KEY") { return .unauthorized }
    if words.contains("Limit Reach") || words.contains("Bandwidth") { return .throttled }
    if words.contains("Premium Query Parameter") || words.contains("Special Endpoint") {
      return words.contains("'symbol'") ? .symbolNotInPlan : .endpointNotInPlan
    }
    if words.contains("Restricted") || words.contains("Exclusive Endpoint")
      || words.contains("Legacy Endpoint")
    {
      return .endpointNotInPlan
    }
    return nil
  }

  private static func meaning(of code: MarketDataError.Code) -> String {
    switch code {
    case .unauthorized: "the key was refused"
    case .endpointNotInPlan: "the subscription does not cover this request"
    case .symbolNotInPlan: "the subscription does not cover this symbol"
    case .throttled: "the allowance is used up for now"
    case .limitNotInPlan: "the subscription does not cover so many rows"
    case .legacyEndpoint: "the path belongs to the former interface"
    case .noSuchEndpoint: "the path does not exist"
    case .unknownSymbol, .truncated, .malformed, .schemaDrift, .serverFault, .unreachable,
      .cancelled:
      "the request was refused"
    }
  }

  /// `Retry-After` in seconds; a date there is left to the retry policy.
  private static func retryAfter(_ fields: HTTPFields) -> Duration? {
    guard let text = fields[.retryAfter], let seconds = Int(text), (0...86_400).contains(seconds)
    else { return nil }
    return .seconds(seconds)
  }

  /// The first 160 characters on one line.
  private static func excerpt(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= 160 ? line : line.prefix(160) + "…"
  }
}
