/// A JSON text as a tree, to be checked piece by piece and written in one canonical way.
indirect enum JSONTree: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case object([String: JSONTree])

  /// What kind of value it is, for messages.
  var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }

  /// The one canonical text: sorted keys, no spaces, the shortest numbers.
  var canonical: String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .number(let value): return Self.canonical(value)
    case .text(let value): return Self.quoted(value)
    case .list(let items): return "[" + items.map(\.canonical).joined(separator: ",") + "]"
    case .object(let members):
      let pairs = members.keys.sorted().map { key in
        Self.quoted(key) + ":" + (members[key]?.canonical ?? "null")
      }
      return "{" + pairs.joined(separator: ",") + "}"
    }
  }

  private static func canonical(_ value: Double) -> String {
    precondition(value.isFinite, "JSON has finite numbers.")
    if value == value.rounded(), value.magnitude < 1e15 { return String(Int64(value)) }
    return value.description
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
