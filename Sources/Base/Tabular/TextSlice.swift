/// Text inside a buffer that its reader does not own, as it is written there.
///
/// Valid as long as the buffer is. Escapes are undone only by `string`.
public struct TextSlice {
  /// How the text is written.
  public enum Form: UInt8, Sendable {
    case plain
    /// With JSON's backslashes.
    case escaped
    /// With the doubled quotes of a CSV cell.
    case doubled
  }
  public let bytes: UnsafeBufferPointer<UInt8>
  public let form: Form

  public init(_ bytes: UnsafeBufferPointer<UInt8>, form: Form = .plain) {
    self.bytes = bytes
    self.form = form
  }

  /// True when there is no text at all.
  public var isEmpty: Bool { bytes.isEmpty }

  /// Whether the text is written exactly so.
  public func isWritten(_ other: [UInt8]) -> Bool {
    bytes.count == other.count && bytes.elementsEqual(other)
  }

  /// The text; what is not UTF-8, and half of a surrogate pair, reads as U+FFFD.
  public var string: String {
    switch form {
    case .plain: return String(decoding: bytes, as: UTF8.self)
    case .doubled:
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count)
      var index = 0
      while index < bytes.count {
        text.append(bytes[index])
        index += bytes[index] == 0x22 ? 2 : 1
      }
      return String(decoding: text, as: UTF8.self)
    case .escaped: return unescaped()
    }
  }

  private func unescaped() -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == 0x5C, index < bytes.count else {
        text.append(byte)
        continue
      }
      let sign = bytes[index]
      index += 1
      switch sign {
      case 0x62: text.append(0x08)
      case 0x66: text.append(0x0C)
      case 0x6E: text.append(0x0A)
      case 0x72: text.append(0x0D)
      case 0x74: text.append(0x09)
      case 0x75:
        let scalar = self.scalar(at: &index)
        text.append(contentsOf: String(scalar).utf8)
      default: text.append(sign)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads four hexadecimal digits, and the second half of a pair behind them.
  private func scalar(at index: inout Int) -> Unicode.Scalar {
    let first = unit(at: index)
    index = min(index + 4, bytes.count)
    let replacement: Unicode.Scalar = "\u{FFFD}"
    guard (0xD800...0xDBFF).contains(first) else {
      return Unicode.Scalar(first) ?? replacement
    }
    guard index + 6 <= bytes.count, bytes[index] == 0x5C, bytes[index + 1] == 0x75 else {
      return replacement
    }
    let second = unit(at: index + 2)
    guard (0xDC00...0xDFFF).contains(second) else { return replacement }
    index += 6
    return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? replacement
  }

  private func unit(at index: Int) -> UInt32 {
    var value: UInt32 = 0
    for offset in index..<min(index + 4, bytes.count) {
      value = value << 4 | UInt32(Self.digit(bytes[offset]) ?? 0)
    }
    return value
  }

  /// The value of a hexadecimal digit; nil for another sign.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// The decimal number that the text is; nil when it is none, or larger than any number.
  ///
  /// Blanks around it are passed over, and a plus sign; nothing else that is not a decimal number:
  /// no `NaN`, no `inf`, no hexadecimal digits.
  public var number: Double? {
    var lower = 0
    var upper = bytes.count
    while lower < upper, bytes[lower] == 0x20 { lower += 1 }
    while lower < upper, bytes[upper - 1] == 0x20 { upper -= 1 }
    if lower < upper, bytes[lower] == 0x2B { lower += 1 }
    guard lower < upper else { return nil }
    let scan = DecimalScan(bytes, from: lower, to: upper, isStrict: false)
    guard scan.isNumber, scan.end == upper else { return nil }
    return scan.value
  }
}
