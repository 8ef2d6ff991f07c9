import Chronology

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How a row of flat JSON is written: what stays from row to row, and the numbers and the date between.
struct RowShape {
  enum Kind { case number, date }

  /// A value, and the bytes that stand between it and the one before.
  private struct Piece {
    /// Where those bytes stand in the row that was learnt.
    var start: Int
    var length: Int
    var kind: Kind
    /// -1 for a number that nobody asked for.
    var column: Int
  }

  private var pieces: [Piece] = []
  private var tailStart: Int
  private var tailLength = 0
  /// `YYYY-MM-` of the last date as its eight bytes, nil before there was one, and the day before its
  /// first.
  private var month: UInt64?
  private var beforeMonth: Int32 = 0

  /// Begins with the row whose `{` stands at `start`.
  init(_ start: Int) { tailStart = start }

  mutating func add(_ kind: Kind, _ column: Int, _ place: Range<Int>) {
    let length = place.lowerBound - tailStart
    pieces.append(Piece(start: tailStart, length: length, kind: kind, column: column))
    tailStart = place.upperBound
  }

  mutating func finish(at end: Int) { tailLength = end - tailStart }

  /// Reads a row of this shape that begins at `start`; nil when there is another.
  mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int,
    into numbers: UnsafeMutableBufferPointer<Double>
  ) -> (date: SessionDate, end: Int)? {
    guard let base = bytes.baseAddress else { return nil }
    let count = bytes.count
    var at = start
    var date: SessionDate?
    for index in pieces.indices {
      let piece = pieces[index]
      guard at + piece.length <= count, memcmp(base + at, base + piece.start, piece.length) == 0
      else { return nil }
      at += piece.length
      switch piece.kind {
      case .number:
        let scan = DecimalScan(bytes, from: at, to: count, isStrict: true)
        guard scan.isNumber, let number = scan.quick else { return nil }
        if piece.column >= 0 { numbers[piece.column] = number }
        at = scan.end
      case .date:
        guard at + 10 <= count else { return nil }
        date = self.date(base + at)
        if date == nil { return nil }
        at += 10
      }
    }
    guard let date, at + tailLength <= count,
      memcmp(base + at, base + tailStart, tailLength) == 0
    else { return nil }
    return (date, at + tailLength)
  }

  /// Reads ten bytes as `YYYY-MM-DD`. Neighbouring rows are mostly of one month.
  private mutating func date(_ bytes: UnsafePointer<UInt8>) -> SessionDate? {
    let head = UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
    let tens = Int32(bytes[8] &- 0x30)
    let ones = Int32(bytes[9] &- 0x30)
    let day = tens * 10 + ones
    // Every month has twenty-eight days.
    if head == month, tens <= 2, ones <= 9, (1...28).contains(day) {
      return SessionDate(day: beforeMonth + day)
    }
    guard let date = SessionDate(prefixOf: UnsafeBufferPointer(start: bytes, count: 10)) else {
      return nil
    }
    month = head
    beforeMonth = date.day - day
    return date
  }
}
