/// Why a text is not the JSON that was asked for.
public struct JSONFault: Error, Hashable, Sendable {
  public enum Code: String, Sendable { case malformed, unexpected }
  public let code: Code
  /// What is wrong and where.
  public let message: String
  /// What to do about it.
  public let remedy: String

  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}

extension JSONValue {
  /// Reads strict JSON (RFC 8259): one value, no duplicate names, no NaN or Infinity, no byte-order
  /// mark, at most `maximumDepth` levels.
  public init(parsing bytes: [UInt8], maximumDepth: Int = 16) throws(JSONFault) {
    var reader = JSONReader(bytes: bytes, maximumDepth: maximumDepth)
    self = try reader.document()
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  let maximumDepth: Int
  var at = 0

  init(bytes: [UInt8], maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  func fault(_ what: String) -> JSONFault {
    JSONFault(.malformed, "\(what) at byte \(at).", remedy: "Send one value of strict JSON.")
  }

  var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
  }

  mutating func document() throws(JSONFault) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSONFault(.malformed, "The body is not UTF-8.", remedy: "Send JSON in UTF-8.")
    }
    skipSpace()
    let value = try value(depth: 1)
    skipSpace()
    guard next == nil else { throw fault("There is more after the end of the value,") }
    return value
  }

  mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth <= maximumDepth else {
      throw JSONFault(
        .malformed, "The JSON nests deeper than \(maximumDepth) levels.",
        remedy: "Send a flatter value.")
    }
    guard let byte = next else { throw fault("The JSON ends too early,") }
    switch byte {
    case 0x7B: return try object(depth: depth)
    case 0x5B: return try array(depth: depth)
    case 0x22: return .string(try string())
    case 0x74: return try literal("true", .bool(true))
    case 0x66: return try literal("false", .bool(false))
    case 0x6E: return try literal("null", .null)
    case 0x2D, 0x30...0x39: return .number(try number())
    default: throw fault("No JSON value begins so: unexpected character")
    }
  }

  mutating func literal(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    guard bytes[at...].starts(with: word.utf8) else { throw fault("Unknown word") }
    at += word.utf8.count
    return value
  }

  mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
    at += 1
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    skipSpace()
    if next == 0x7D { at += 1; return .object([]) }
    while true {
      skipSpace()
      guard next == 0x22 else { throw fault("A name in quotation marks is missing") }
      let name = try string()
      guard names.insert(name).inserted else {
        throw JSONFault(
          .malformed, "The name \"\(name)\" appears twice in one object.",
          remedy: "Send each name once.")
      }
      skipSpace()
      guard next == 0x3A else { throw fault("A colon is missing") }
      at += 1
      skipSpace()
      members.append(.init(name, try value(depth: depth + 1)))
      skipSpace()
      if next == 0x2C { at += 1; continue }
      guard next == 0x7D else { throw fault("A comma or closing brace is missing") }
      at += 1
      return .object(members)
    }
  }

  mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
    at += 1
    var elements: [JSONValue] = []
    skipSpace()
    if next == 0x5D { at += 1; return .array([]) }
    while true {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if next == 0x2C { at += 1; continue }
      guard next == 0x5D else { throw fault("A comma or closing bracket is missing") }
      at += 1
      return .array(elements)
    }
  }

  mutating func number() throws(JSONFault) -> String {
    let start = at
    func digits(_ reader: inout JSONReader) throws(JSONFault) {
      guard let first = reader.next, (0x30...0x39).contains(first) else {
        throw reader.fault("A digit is missing")
      }
      while let byte = reader.next, (0x30...0x39).contains(byte) { reader.at += 1 }
    }
    if next == 0x2D { at += 1 }
    if next == 0x30 { at += 1 } else { try digits(&self) }
    if next == 0x2E {
      at += 1
      try digits(&self)
    }
    if next == 0x65 || next == 0x45 {
      at += 1
      if next == 0x2B || next == 0x2D { at += 1 }
      try digits(&self)
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  mutating func string() throws(JSONFault) -> String {
    at += 1
    var out: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case 0x22: return String(decoding: out, as: UTF8.self)
      case 0x5C: try escape(into: &out)
      case 0..<0x20: throw fault("A control character stands in a text")
      default: out.append(byte)
      }
    }
    throw fault("A text does not end,")
  }

  mutating func escape(into out: inout [UInt8]) throws(JSONFault) {
    guard let byte = next else { throw fault("An escape does not end,") }
    at += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: out.append(byte)
    case 0x62: out.append(0x08)
    case 0x66: out.append(0x0C)
    case 0x6E: out.append(0x0A)
    case 0x72: out.append(0x0D)
    case 0x74: out.append(0x09)
    case 0x75:
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard next == 0x5C, at + 1 < bytes.count, bytes[at + 1] == 0x75 else {
          throw fault("Half a surrogate pair")
        }
        at += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw fault("Half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault("Half a surrogate pair") }
      out.append(contentsOf: String(Character(scalar)).utf8)
    default: throw fault("Unknown escape")
    }
  }

  mutating func hexadecimal() throws(JSONFault) -> UInt32 {
    guard at + 4 <= bytes.count else { throw fault("An escape does not end,") }
    var code: UInt32 = 0
    for byte in bytes[at..<at + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("Not four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
    }
    at += 4
    return code
  }
}
