import Market
import Tabular

/// Why an answer could not be turned into rows, before it is known what was asked.
enum FMPDecodeFault: Error {
  case text(TabularFault)
  case drift(String)
  case stranger(String)

  /// The error for an answer to `subject`, with the answer's first bytes.
  func error(of subject: String, payload: [UInt8]) -> MarketDataError {
    let (code, reason): (MarketDataError.Code, String) =
      switch self {
      case .text(let fault): (fault.code == .truncated ? .truncated : .malformed, fault.message)
      case .drift(let reason): (.schemaDrift, reason)
      case .stranger(let symbol): (.malformed, "the answer holds a row of “\(symbol.prefix(24))”")
      }
    return MarketDataError(
      code, "\(subject): \(reason).",
      quarantine: QuarantinedPayload(subject: subject, reason: reason, payload: payload))
  }

  /// A field is missing from every row; names the field that looks like it.
  static func missing(_ field: String, among unknown: [String]) -> FMPDecodeFault {
    guard let near = FMPSimilarity.nearest(to: field, among: unknown) else {
      return .drift("no row has the field \(field)")
    }
    return .drift("no row has the field \(field); \(near) looks like \(field)")
  }
}

/// Finds the new name of a renamed field.
enum FMPSimilarity {
  /// The name that resembles `field` most; nil when none does.
  static func nearest(to field: String, among names: [String]) -> String? {
    let target = field.lowercased()
    let scored = names.compactMap { name -> (score: Int, name: String)? in
      let other = name.lowercased()
      if other == target { return (0, name) }
      if other.hasPrefix(target) || other.hasSuffix(target) || target.hasPrefix(other)
        || target.hasSuffix(other), min(other.utf8.count, target.utf8.count) > 2
      {
        return (1, name)
      }
      let distance = distance(Array(target.utf8), Array(other.utf8))
      return distance <= max(1, target.utf8.count / 3) ? (1 + distance, name) : nil
    }
    return scored.min { ($0.score, $0.name) < ($1.score, $1.name) }?.name
  }

  /// Letters to change, add or take away (Levenshtein).
  private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (line, byte) in one.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in other.indices {
        let change = diagonal + (byte == other[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
