/// A JSON text in memory, its numbers still as written.
public indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The number's own characters, so that nothing is rounded before it is judged.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A name with its value; names within an object are unique.
  public struct Member: Hashable, Sendable {
    public let name: String
    public let value: JSONValue
    public init(_ name: String, _ value: JSONValue) { self.name = name; self.value = value }
  }

  /// The value of `name` in an object; nil when there is none.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// What a person calls this kind of value.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .number(String(value)) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSONValue {
  /// The text with names sorted, two spaces an indentation, and a line feed at the end.
  public func prettyText() -> String {
    var out: [UInt8] = []
    write(to: &out, depth: 0)
    out.append(0x0A)
    return String(decoding: out, as: UTF8.self)
  }

  private func write(to out: inout [UInt8], depth: Int) {
    func line(_ depth: Int) {
      out.append(0x0A)
      out.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let text): out.append(contentsOf: text.utf8)
    case .string(let text): JSONText.append(text, to: &out)
    case .array([]): out.append(contentsOf: "[]".utf8)
    case .object([]): out.append(contentsOf: "{}".utf8)
    case .array(let elements):
      out.append(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(0x2C) }
        line(depth + 1)
        element.write(to: &out, depth: depth + 1)
      }
      line(depth)
      out.append(0x5D)
    case .object(let members):
      out.append(0x7B)
      for (index, member) in members.sorted(by: { $0.name < $1.name }).enumerated() {
        if index > 0 { out.append(0x2C) }
        line(depth + 1)
        JSONText.append(member.name, to: &out)
        out.append(contentsOf: ": ".utf8)
        member.value.write(to: &out, depth: depth + 1)
      }
      line(depth)
      out.append(0x7D)
    }
  }
}

/// The characters of JSON texts.
enum JSONText {
  /// Appends `text` in quotation marks; control characters, quotation marks and backslashes escaped.
  static func append(_ text: String, to out: inout [UInt8]) {
    out.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22: out.append(contentsOf: [0x5C, 0x22])
      case 0x5C: out.append(contentsOf: [0x5C, 0x5C])
      case 0x0A: out.append(contentsOf: [0x5C, 0x6E])
      case 0x0D: out.append(contentsOf: [0x5C, 0x72])
      case 0x09: out.append(contentsOf: [0x5C, 0x74])
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        out.append(contentsOf: "\\u00".utf8)
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
      default: out.append(byte)
      }
    }
    out.append(0x22)
  }
}
