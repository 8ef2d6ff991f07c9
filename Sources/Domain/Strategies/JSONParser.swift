/// Reads JSON (RFC 8259) and refuses what a reader could misunderstand: a key given twice, a number
/// that no double holds, nesting beyond a limit.
struct JSONParser {
  /// Where and why the text is not acceptable JSON.
  struct Fault: Error {
    let message: String
  }

  /// Deeper texts are refused; a specification needs three levels.
  private static let deepest = 32
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func parse() throws(Fault) -> JSONTree {
    let tree = try value(depth: 0)
    skipSpace()
    guard place == bytes.count else { throw fault("something follows the end") }
    return tree
  }

  private mutating func value(depth: Int) throws(Fault) -> JSONTree {
    guard depth <= Self.deepest else { throw fault("it is nested too deeply") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(Fault) -> JSONTree {
    place += 1
    var members: [String: JSONTree] = [:]
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw fault("a key in quotes is expected") }
      let key = try text()
      skipSpace()
      guard take(":") else { throw fault("a colon is expected") }
      guard members[key] == nil else { throw fault("the key '\(key)' is given twice") }
      members[key] = try value(depth: depth + 1)
      skipSpace()
    } while take(",")
    guard take("}") else { throw fault("a comma or } is expected") }
    return .object(members)
  }

  private mutating func list(depth: Int) throws(Fault) -> JSONTree {
    place += 1
    var items: [JSONTree] = []
    skipSpace()
    if take("]") { return .list(items) }
    repeat {
      items.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw fault("a comma or ] is expected") }
    return .list(items)
  }

  private mutating func number() throws(Fault) -> Double {
    let start = place
    _ = take("-")
    let digits = takeDigits()
    guard digits > 0 else { throw fault("a value is expected") }
    let first = bytes[place - digits]
    guard digits == 1 || first != UInt8(ascii: "0") else { throw fault("a number begins with 0") }
    if take(".") {
      guard takeDigits() > 0 else { throw fault("digits are expected after the point") }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard takeDigits() > 0 else { throw fault("digits are expected in the exponent") }
    }
    let written = String(decoding: bytes[start..<place], as: UTF8.self)
    guard let number = Double(written), number.isFinite else {
      throw fault("the number \(written) is too large")
    }
    return number
  }

  private mutating func text() throws(Fault) -> String {
    place += 1
    var scalars: [UInt8] = []
    while let byte = peek {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: scalars, as: UTF8.self)
      case UInt8(ascii: "\\"): scalars += Array(String(try escape()).utf8)
      case 0..<0x20: throw fault("a text holds a control character")
      default: scalars.append(byte)
      }
    }
    throw fault("a text does not end")
  }

  private mutating func escape() throws(Fault) -> Unicode.Scalar {
    guard let byte = peek else { throw fault("a text does not end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexadecimal()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard (0xD800..<0xDC00).contains(unit), take("\\"), take("u") else {
        throw fault("an escaped character is incomplete")
      }
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { throw fault("an escaped character is incomplete") }
      return scalar
    default: throw fault("a backslash is followed by something unknown")
    }
  }

  private mutating func hexadecimal() throws(Fault) -> UInt32 {
    guard place + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits are expected") }
    place += 4
    return unit
  }

  private mutating func word(_ word: String, _ tree: JSONTree) throws(Fault) -> JSONTree {
    guard bytes[place...].starts(with: word.utf8) else { throw fault("a value is expected") }
    place += word.utf8.count
    return tree
  }

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: scalar) else { return false }
    place += 1
    return true
  }

  private mutating func takeDigits() -> Int {
    let start = place
    while let byte = peek, (0x30...0x39).contains(byte) { place += 1 }
    return place - start
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  private func fault(_ what: String) -> Fault {
    let line = bytes[..<min(place, bytes.count)].count { $0 == 0x0A } + 1
    return Fault(message: "line \(line): \(what).")
  }
}

extension JSONTree {
  /// Reads a JSON text.
  init(parsing text: String) throws(JSONParser.Fault) {
    var parser = JSONParser(text)
    self = try parser.parse()
  }
}
