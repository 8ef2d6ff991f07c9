/// Facts of an audit entry, written as canonical JSON: sorted keys, no spaces.
///
///     AuditDetails(["run": .text("r12-9f31"), "days": .number(90)]).json
///     // {"days":90,"run":"r12-9f31"}
public struct AuditDetails: Hashable, Sendable {
  /// One fact.
  public enum Fact: Hashable, Sendable {
    case text(String)
    case number(Int64)
    case flag(Bool)
  }

  private let facts: [String: Fact]

  /// Collects facts under their names.
  public init(_ facts: [String: Fact]) { self.facts = facts }

  /// The facts as one JSON object; equal facts give equal bytes.
  public var json: String {
    let members = facts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\(Self.quoted($0.key)):\(Self.written($0.value))" }
    return "{\(members.joined(separator: ","))}"
  }

  private static func written(_ fact: Fact) -> String {
    switch fact {
    case .text(let text): quoted(text)
    case .number(let number): String(number)
    case .flag(let flag): flag ? "true" : "false"
    }
  }

  /// Escapes what JSON demands (RFC 8259, section 7) and nothing else, so there is one spelling.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
