import Foundation
import HTTPTypes
import Market
import Tabular
import Wire

/// An answer that is no data, told by its status and its body: a 200 may be a refusal too.
struct FMPRefusal {
  let error: MarketDataError

  /// Recognises a refusal; nil when the answer may be data.
  ///
  /// - Parameter isCSV: Whether data would be CSV, which may begin with anything.
  init?(_ response: HTTPExchangeResponse, isCSV: Bool, subject: String, key: Secret) {
    let status = response.head.status.code
    let words = Self.words(in: response.body, isCSV: isCSV && status == 200)
    func refuse(_ code: MarketDataError.Code, _ meaning: String) -> MarketDataError {
      let said = words.map { " FMP says: “\(key.redacted(from: $0))”" } ?? ""
      let isStrange = code == .malformed && status == 200
      return MarketDataError(
        code, "\(subject): \(meaning) (status \(status)).\(said)",
        retryAfter: Self.retryAfter(response.head.headerFields),
        quarantine: isStrange
          ? QuarantinedPayload(subject: subject, reason: meaning, payload: response.body) : nil)
    }
    let told = words.flatMap(Self.code(of:))
    if status == 200 {
      // Data begins with a bracket, or is CSV; text, HTML and error objects do not pass for it.
      guard let words else { return nil }
      error = refuse(
        told ?? .malformed,
        told.map { Self.meaning(of: $0, words) }
          ?? "the answer is not the documented \(isCSV ? "table" : "list")")
      return
    }
    let code: MarketDataError.Code =
      switch status {
      case 401: .unauthorized
      case 402, 403: told ?? .endpointNotInPlan
      case 404: .noSuchEndpoint
      case 429: .throttled
      case 500...599: .serverFault
      default: told ?? .malformed
      }
    error = refuse(code, Self.meaning(of: code, words ?? ""))
  }

  /// The error text in an answer; nil when the answer may be data.
  private static func words(in body: [UInt8], isCSV: Bool) -> String? {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    guard let first = body.first(where: { !blanks.contains($0) && $0 < 0x80 }) else {
      return isCSV ? nil : "(an empty answer)"
    }
    if first == 0x5B {
      // A list of one error; anything longer is data, and is read once, as data.
      if isCSV {
        return body.filter { !blanks.contains($0) } == [0x5B, 0x5D] ? nil : excerpt(body)
      }
      return body.count < 2000 ? errorText(in: body).map(excerpt) : nil
    }
    if first == 0x7B, let words = errorText(in: [0x5B] + body + [0x5D]) { return excerpt(words) }
    guard isCSV, first != 0x7B, first != 0x3C else { return excerpt(body) }
    // A header has a comma before its first line ends and none of the words of a refusal.
    let line = String(
      decoding: body.prefix(2000).prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    return code(of: line) == nil && line.contains(",") ? nil : excerpt(line)
  }

  /// The text of a list of exactly one error object; nil for any other list.
  private static func errorText(in list: [UInt8]) -> String? {
    list.withUnsafeBytes { bytes in
      do {
        var reader = try FlatJSON(bytes, columns: ["Error Message", "message", "error"])
        var words: [String?] = [nil, nil, nil]
        while try reader.nextRow() {
          while try reader.nextField() {
            if reader.column >= 0, reader.value.kind == .text {
              words[reader.column] = reader.value.text.string
            }
          }
        }
        // One of several fields is the name of a row's column, not an error.
        return reader.rows == 1 && reader.fields <= 4 ? words.lazy.compactMap { $0 }.first : nil
      } catch {
        // What is no list of objects is an answer, not a failure.
        return nil
      }
    }
  }

  /// What the text of a refusal means; nil when it says nothing known.
  private static func code(of words: String) -> MarketDataError.Code? {
    if words.contains("Invalid API KEY") { return .unauthorized }
    if words.contains("Limit Reach") || words.contains("Bandwidth") { return .throttled }
    if words.contains("Legacy Endpoint") { return .legacyEndpoint }
    if words.contains("Premium Query Parameter") || words.contains("Special Endpoint") {
      if words.contains("'symbol'") { return .symbolNotInPlan }
      return words.contains("'limit'") ? .limitNotInPlan : .endpointNotInPlan
    }
    if words.contains("Restricted") || words.contains("Exclusive Endpoint") {
      return .endpointNotInPlan
    }
    return nil
  }

  private static func meaning(of code: MarketDataError.Code, _ words: String) -> String {
    switch code {
    case .unauthorized: "the key was refused"
    case .endpointNotInPlan: "the subscription does not cover this request"
    case .symbolNotInPlan: "the subscription does not cover this symbol"
    case .limitNotInPlan: "the subscription does not cover so many rows"
    case .throttled: allowance(words)
    case .legacyEndpoint: "the path belongs to the former interface"
    case .noSuchEndpoint: "the path does not exist"
    case .serverFault: "the server has a fault"
    case .unknownSymbol, .truncated, .malformed, .schemaDrift, .unreachable, .cancelled:
      "the request was refused"
    }
  }

  /// Which of the account's allowances a throttling speaks of.
  private static func allowance(_ words: String) -> String {
    let words = words.lowercased()
    if words.contains("bandwidth") { return "the bandwidth of the last 30 days is used up" }
    if words.contains("day") || words.contains("daily") { return "the day's calls are used up" }
    return "the allowance is used up for now"
  }

  /// `Retry-After` in seconds; a date there is obeyed by the rate limiter, which has a clock.
  private static func retryAfter(_ fields: HTTPFields) -> Duration? {
    guard let text = fields[.retryAfter], let seconds = Int(text), (0...86_400).contains(seconds)
    else { return nil }
    return .seconds(seconds)
  }

  private static func excerpt(_ body: [UInt8]) -> String {
    excerpt(String(decoding: body.prefix(2000), as: UTF8.self))
  }

  /// The first 160 characters on one line.
  private static func excerpt(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= 160 ? line : line.prefix(160) + "…"
  }
}
