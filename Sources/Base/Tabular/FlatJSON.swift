public import Chronology

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads a JSON list of flat objects field by field, without building a tree.
///
///     var reader = try FlatJSON(bytes, columns: ["date", "close"])
///     while try reader.nextRow() {
///       while try reader.nextField() {
///         if reader.column == 1 { closes.append(reader.value.lenientNumber ?? .nan) }
///       }
///     }
///
/// Strict where it matters: a text that breaks off is `truncated`; rubbish behind the list, bad
/// escapes, control signs, invalid UTF-8, `NaN` and commas too many are `malformed`. Objects and
/// lists inside a row are passed over, up to `deepest` levels.
///
/// A row whose keys stand as in the row before is read without looking at them twice.
///
/// - Complexity: O(*n*) in the bytes; no memory but for the names of unknown fields.
public struct FlatJSON {
  /// Levels of objects and lists inside a value.
  public static let deepest = 64
  /// Names of fields that were not asked for are kept up to this many.
  private static let maximumUnknown = 64

  /// A key at a place of the row before, from its quote to its quote.
  private struct Slot {
    var start: Int
    var length: Int
    var column: Int
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let columns: [[UInt8]]
  private var position = 0
  private var isInRow = false
  private var isFinished = false
  private var slots: [Slot] = []
  /// Where the last row begins.
  private var rowStart = 0
  private var shape: RowShape?

  /// Rows begun so far.
  public private(set) var rows = 0
  /// Fields read of the row.
  public private(set) var fields = 0
  /// The column of the last field; -1 when it is none of those asked for.
  public private(set) var column = -1
  /// The name of the last field.
  public private(set) var key = TextSlice(UnsafeBufferPointer(start: nil, count: 0))
  /// The value of the last field.
  public private(set) var value = FlatValue(
    .null, TextSlice(UnsafeBufferPointer(start: nil, count: 0)))
  /// Fields seen that were not asked for, in the order they came.
  public private(set) var unknownFields: [String] = []

  /// Begins to read; a byte order mark is passed over.
  ///
  /// - Parameters:
  ///   - bytes: Must live as long as the reader and its values.
  ///   - columns: The names of fields asked for; `column` is an index into them.
  public init(_ bytes: UnsafeRawBufferPointer, columns: [String]) throws(TabularFault) {
    self.bytes = bytes.bindMemory(to: UInt8.self)
    self.columns = columns.map { Array($0.utf8) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipBlanks()
    try expect(0x5B, "the list must begin with [")
  }

  /// Goes to the next row, past what is left of this one; false at the end of the list.
  public mutating func nextRow() throws(TabularFault) -> Bool {
    while isInRow { _ = try nextField() }
    guard !isFinished else { return false }
    skipBlanks()
    let byte = try peek()
    if byte == 0x5D {
      position += 1
      skipBlanks()
      guard position == bytes.count else { throw malformed("text follows the list") }
      isFinished = true
      return false
    }
    if rows > 0 {
      try expect(0x2C, "a comma or ] must follow a row")
      skipBlanks()
    }
    rowStart = position
    try expect(0x7B, "a row must begin with {")
    rows += 1
    fields = 0
    isInRow = true
    return true
  }

  /// Learns how the row that was just read is written, for `nextAlike`: everything but its numbers
  /// and its date stays. A row with other changing values is not learnt.
  ///
  /// - Parameters:
  ///   - date: The column whose text is a date of ten characters.
  ///   - constant: The column whose text is the same in every row.
  public mutating func learnRow(date: Int, constant: Int) {
    shape = nil
    guard !isInRow, rows > 0 else { return }
    var row = self
    row.position = rowStart + 1
    row.isInRow = true
    row.fields = 0
    var learnt = RowShape(rowStart)
    do throws(TabularFault) {
      while try row.nextField() {
        guard let base = bytes.baseAddress, let text = row.value.text.bytes.baseAddress else { return }
        let start = text - base
        switch row.value.kind {
        case .number: learnt.add(.number, row.column, start..<(start + row.value.text.bytes.count))
        case .text where row.column == date:
          guard row.value.date != nil, row.value.text.bytes.count == 10 else { return }
          learnt.add(.date, date, start..<(start + 10))
        case .text where row.column == constant: break
        default: return
        }
      }
    } catch {
      return
    }
    guard row.position == position else { return }
    learnt.finish(at: position)
    shape = learnt
  }

  /// Reads the whole next row at once, if it is written like the one that was learnt.
  ///
  /// - Parameter numbers: Receives the numbers by column; holds one for each column asked for.
  /// - Returns: Its date; nil when the next row is another, or there is none. Then nothing has been
  ///   read, `numbers` may hold anything, and `nextRow` goes on as ever.
  public mutating func nextAlike(_ numbers: UnsafeMutableBufferPointer<Double>) -> SessionDate? {
    guard shape != nil, !isInRow, !isFinished else { return nil }
    precondition(numbers.count >= columns.count, "There is room for every column.")
    let start = position
    skipBlanks()
    guard position < bytes.count, bytes[position] == 0x2C else {
      position = start
      return nil
    }
    position += 1
    skipBlanks()
    guard let row = shape?.read(bytes, from: position, into: numbers) else {
      position = start
      return nil
    }
    rowStart = position
    position = row.end
    rows += 1
    return row.date
  }

  /// Reads the next field of the row; false at its end.
  public mutating func nextField() throws(TabularFault) -> Bool {
    guard isInRow else { return false }
    skipBlanks()
    let byte = try peek()
    if byte == 0x7D {
      position += 1
      isInRow = false
      return false
    }
    if fields > 0 {
      try expect(0x2C, "a comma or } must follow a field")
      skipBlanks()
    }
    try readKey()
    skipBlanks()
    try expect(0x3A, "a colon must follow a name")
    skipBlanks()
    value = try readValue()
    fields += 1
    return true
  }

  @inline(__always)
  private mutating func readKey() throws(TabularFault) {
    if fields < slots.count {
      let slot = slots[fields]
      if position + slot.length <= bytes.count, let base = bytes.baseAddress,
        memcmp(base + position, base + slot.start, slot.length) == 0
      {
        key = TextSlice(slice(position + 1, position + slot.length - 1))
        column = slot.column
        position += slot.length
        return
      }
    }
    try readNewKey()
  }

  /// Reads a key that does not stand where it stood in the row before.
  @inline(never)
  private mutating func readNewKey() throws(TabularFault) {
    guard try peek() == 0x22 else { throw malformed("a name in quotes must stand here") }
    let start = position
    key = try readText()
    column = columns.firstIndex { key.isWritten($0) } ?? -1
    if column < 0, unknownFields.count < Self.maximumUnknown {
      let name = key.string
      if !unknownFields.contains(name) { unknownFields.append(name) }
    }
    guard key.form == .plain else { return }
    let slot = Slot(start: start, length: position - start, column: column)
    if fields < slots.count {
      slots[fields] = slot
    } else if fields == slots.count, fields < 1024 {
      slots.append(slot)
    }
  }

  @inline(__always)
  private mutating func readValue() throws(TabularFault) -> FlatValue {
    let start = position
    switch try peek() {
    case 0x22: return try FlatValue(.text, readText())
    case 0x2D, 0x30...0x39:
      let scan = DecimalScan(bytes, from: position, to: bytes.count, isStrict: true)
      position = scan.end
      guard scan.isNumber, position < bytes.count else { throw badNumber(from: start) }
      return FlatValue(.number, TextSlice(slice(start, position)), quick: scan.quick ?? .nan)
    case 0x74: return try readWord("true", .yes)
    case 0x66: return try readWord("false", .no)
    case 0x6E: return try readWord("null", .null)
    case 0x7B, 0x5B:
      try skipNested()
      return FlatValue(.nested, TextSlice(slice(start, position)))
    default: throw malformed("this is not a value")
    }
  }

  /// A number that the end of the text cut off, or none at all.
  private mutating func badNumber(from start: Int) -> TabularFault {
    let signs: [UInt8] = [0x2B, 0x2D, 0x2E, 0x45, 0x65]
    let isCut = bytes[start...].allSatisfy { (0x30...0x39).contains($0) || signs.contains($0) }
    return isCut ? truncated() : malformed("this is not a number")
  }

  private mutating func readWord(
    _ word: StaticString, _ kind: FlatValue.Kind
  ) throws(TabularFault) -> FlatValue {
    let start = position
    for offset in 0..<word.utf8CodeUnitCount {
      guard try peek() == word.utf8Start[offset] else { throw malformed("this is not a value") }
      position += 1
    }
    return FlatValue(kind, TextSlice(slice(start, position)))
  }

  /// Reads a text from its quote to past its quote.
  @inline(__always)
  private mutating func readText() throws(TabularFault) -> TextSlice {
    position += 1
    let start = position
    let bytes = self.bytes
    var at = position
    var form = TextSlice.Form.plain
    var isPlainASCII = true
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x22 {
        let text = slice(start, at)
        guard isPlainASCII || UTF8Check.isValid(text) else {
          throw malformed("a text is not UTF-8")
        }
        position = at + 1
        return TextSlice(text, form: form)
      }
      if byte >= 0x80 {
        isPlainASCII = false
      } else if byte == 0x5C {
        form = .escaped
        at = try pastEscape(at)
        continue
      } else if byte < 0x20 {
        position = at
        throw malformed("a control sign stands in a text")
      }
      at += 1
    }
    position = at
    throw truncated()
  }

  /// Checks the escape that begins at an index; returns the index behind it.
  private mutating func pastEscape(_ index: Int) throws(TabularFault) -> Int {
    guard index + 1 < bytes.count else {
      position = bytes.count
      throw truncated()
    }
    switch bytes[index + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return index + 2
    case 0x75:
      for offset in 2..<6 {
        guard index + offset < bytes.count else {
          position = bytes.count
          throw truncated()
        }
        guard TextSlice.digit(bytes[index + offset]) != nil else {
          position = index
          throw malformed("\\u needs four hexadecimal digits")
        }
      }
      return index + 6
    default:
      position = index
      throw malformed("there is no such escape")
    }
  }

  private mutating func skipNested() throws(TabularFault) {
    // One bit a level: 1 for an object, 0 for a list.
    var levels: UInt64 = 0
    var depth = 0
    repeat {
      switch try peek() {
      case 0x22: _ = try readText()
      case 0x7B, 0x5B:
        guard depth < Self.deepest else {
          throw malformed("a value is nested more than \(Self.deepest) levels deep")
        }
        levels = levels << 1 | (bytes[position] == 0x7B ? 1 : 0)
        depth += 1
        position += 1
      case 0x7D, 0x5D:
        guard (bytes[position] == 0x7D ? 1 : 0) == levels & 1 else {
          throw malformed("brackets do not match")
        }
        levels >>= 1
        depth -= 1
        position += 1
      default: position += 1
      }
    } while depth > 0
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  @inline(__always)
  private mutating func expect(_ byte: UInt8, _ rule: String) throws(TabularFault) {
    guard try peek() == byte else { throw malformed(rule) }
    position += 1
  }

  @inline(__always)
  private mutating func peek() throws(TabularFault) -> UInt8 {
    guard position < bytes.count else { throw truncated() }
    return bytes[position]
  }

  @inline(__always)
  private mutating func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  @inline(never)
  private mutating func truncated() -> TabularFault {
    TabularFault(
      .truncated, "the text breaks off after \(bytes.count) bytes, in row \(max(rows, 1))")
  }

  @inline(never)
  private mutating func malformed(_ rule: String) -> TabularFault {
    let seen = String(decoding: bytes[position..<min(position + 16, bytes.count)], as: UTF8.self)
    return TabularFault(
      .malformed, "row \(max(rows, 1)), byte \(position): \(rule); there is “\(seen)”")
  }
}
