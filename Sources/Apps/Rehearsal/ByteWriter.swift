import Chronology

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Text of an answer, written byte by byte into one growing piece of memory.
///
/// Answers of thousands of rows are written without a `String` or a dictionary a row: a history of
/// 2,520 bars is 300 KB, and a load test asks for 40,000 of them.
struct ByteWriter: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  /// - Parameter capacity: The bytes that fit before the memory grows for the first time.
  init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  /// The text so far.
  borrowing func bytes() -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }

  @inline(__always)
  private mutating func need(_ extra: Int) {
    if count + extra > capacity { grow(extra) }
  }

  @inline(never)
  private mutating func grow(_ extra: Int) {
    let larger = max(capacity * 2, count + extra)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: start, count: count)
    start.deallocate()
    start = moved
    capacity = larger
  }

  @inline(__always)
  mutating func put(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    need(length)
    memcpy(start + count, text.utf8Start, length)
    count += length
  }

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    need(1)
    start[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func put(_ bytes: [UInt8]) {
    let length = bytes.count
    need(length)
    bytes.withUnsafeBufferPointer { source in
      if let from = source.baseAddress { memcpy(start + count, from, length) }
    }
    count += length
  }

  mutating func put(text: String) {
    var text = text
    text.withUTF8 { source in
      need(source.count)
      if let from = source.baseAddress { memcpy(start + count, from, source.count) }
      count += source.count
    }
  }

  /// Takes the last byte back, such as the comma behind the last row.
  mutating func dropLast() { count -= 1 }

  @inline(__always)
  mutating func put(integer value: Int) {
    need(20)
    var rest = value.magnitude
    if value < 0 {
      start[count] = 0x2D
      count += 1
    }
    let length = Self.digits(of: rest)
    var place = count + length
    count = place
    repeat {
      place -= 1
      let quotient = rest / 10
      start[place] = 0x30 + UInt8(truncatingIfNeeded: rest &- quotient &* 10)
      rest = quotient
    } while rest > 0
  }

  @inline(__always)
  private static func digits(of value: UInt) -> Int {
    if value < 10 { return 1 }
    var length = 1
    var limit: UInt = 10
    while value >= limit {
      length += 1
      let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
      if overflow { break }
      limit = next
    }
    return length
  }

  /// Writes a number so that a reader gets the very same one: at two decimals where they are enough,
  /// at eight, else with all digits; `null` when it is not finite.
  @inline(__always)
  mutating func put(number value: Double) {
    let cents = (value * 100).rounded()
    if abs(cents) < 1e15, cents / 100 == value {
      put(cents: Int(cents))
    } else {
      put(other: value)
    }
  }

  /// Writes hundredths without needless zeros: 1250 is `12.5`.
  @inline(__always)
  mutating func put(cents: Int) {
    let size = cents.magnitude
    if cents < 0 { put(UInt8(0x2D)) }
    let whole = size / 100
    let part = UInt8(truncatingIfNeeded: size &- whole &* 100)
    put(integer: Int(whole))
    if part == 0 { return }
    need(3)
    let tens = part / 10
    let ones = part &- tens &* 10
    start[count] = 0x2E
    start[count + 1] = 0x30 + tens
    start[count + 2] = 0x30 + ones
    count += ones == 0 ? 2 : 3
  }

  @inline(never)
  private mutating func put(other value: Double) {
    guard value.isFinite else { return put("null") }
    let scaled = (value * 1e8).rounded()
    guard abs(scaled) < 9e15, scaled / 1e8 == value else { return put(whole: value) }
    let size = Int(abs(scaled))
    if value < 0 { put(UInt8(0x2D)) }
    put(integer: size / 100_000_000)
    var part = size % 100_000_000
    put(UInt8(0x2E))
    var divisor = 10_000_000
    while part > 0 {
      put(0x30 + UInt8(truncatingIfNeeded: part / divisor))
      part %= divisor
      divisor /= 10
    }
  }

  /// Large whole numbers in full, as the service writes volumes; others in the shortest form.
  private mutating func put(whole value: Double) {
    if value == value.rounded(), abs(value) < 1e38 {
      put(text: String(describing: Int128(value)))
    } else {
      put(text: "\(value)")
    }
  }

  /// Writes `YYYY-MM-DD`.
  @inline(__always)
  mutating func put(day: Int32) {
    need(10)
    DateText.write(day, to: start + count)
    count += 10
  }

  /// Writes JSON text with its quotation marks.
  mutating func put(quoted text: String) {
    put(UInt8(0x22))
    for byte in text.utf8 {
      switch byte {
      case 0x22: put("\\\"")
      case 0x5C: put("\\\\")
      case 0x0A: put("\\n")
      case 0x0D: put("\\r")
      case 0..<0x20: put(UInt8(0x20))
      default: put(byte)
      }
    }
    put(UInt8(0x22))
  }

  /// Writes a cell of a CSV file; quotes it where RFC 4180 asks for it.
  mutating func put(cell text: String) {
    let isPlain = text.utf8.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
    guard !isPlain else { return put(text: text) }
    put(UInt8(0x22))
    for byte in text.utf8 {
      if byte == 0x22 { put(byte) }
      put(byte)
    }
    put(UInt8(0x22))
  }
}

/// The written form of every day from 1980 to 2109.
private enum DateText {
  private static let first: Int32 = 3652
  private static let table: [UInt8] = (first..<first + 47_500).flatMap { day in
    Array(SessionDate(day: day).description.utf8)
  }

  @inline(__always)
  static func write(_ day: Int32, to place: UnsafeMutablePointer<UInt8>) {
    let row = Int(day - first) * 10
    guard row >= 0, row + 10 <= table.count else {
      for (offset, byte) in SessionDate(day: day).description.utf8.prefix(10).enumerated() {
        place[offset] = byte
      }
      return
    }
    table.withUnsafeBufferPointer { source in
      if let from = source.baseAddress { memcpy(place, from + row, 10) }
    }
  }
}
