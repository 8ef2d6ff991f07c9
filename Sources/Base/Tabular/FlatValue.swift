public import Chronology

/// One value of a flat object, as it is written in the buffer.
public struct FlatValue {
  public enum Kind: UInt8, Sendable {
    case null, yes, no, number, text
    /// An object or a list, passed over.
    case nested
  }
  public let kind: Kind
  /// A text without its quotes, any other value whole.
  public let text: TextSlice
  /// The number, when it was cheap to tell; NaN otherwise.
  private let quick: Double

  init(_ kind: Kind, _ text: TextSlice, quick: Double = .nan) {
    self.kind = kind
    self.text = text
    self.quick = quick
  }

  /// A CSV cell: an empty one is null, any other text.
  public init(cell: TextSlice) {
    self.init(cell.isEmpty ? .null : .text, cell)
  }

  /// The number; nil for another kind and for one beyond the largest double.
  public var number: Double? {
    guard quick.isNaN else { return quick }
    return kind == .number ? text.number : nil
  }

  /// The number, also when it is written as text.
  public var lenientNumber: Double? {
    kind == .text ? text.number : number
  }

  /// The date that a text is or begins with (`2024-02-29 16:05:00`); nil for anything else.
  public var date: SessionDate? {
    guard kind == .text, text.form == .plain else { return nil }
    return SessionDate(prefixOf: text.bytes)
  }
}

extension SessionDate {
  /// Reads `YYYY-MM-DD`, alone or before a blank or a `T`; nil for anything else.
  public init?(prefixOf bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
      bytes.count == 10 || bytes[10] == 0x20 || bytes[10] == 0x54
    else { return nil }
    var parts: (Int, Int, Int) = (0, 0, 0)
    var isNumber = true
    func digit(_ index: Int) -> Int {
      let digit = bytes[index] &- 0x30
      if digit > 9 { isNumber = false }
      return Int(digit)
    }
    parts.0 = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3)
    parts.1 = digit(5) * 10 + digit(6)
    parts.2 = digit(8) * 10 + digit(9)
    guard isNumber else { return nil }
    self.init(year: parts.0, month: parts.1, day: parts.2)
  }
}
