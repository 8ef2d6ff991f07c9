#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One decimal number in a buffer: its extent is found at once, its value when asked.
///
/// The value is exact, that is, the double nearest to what is written: up to 2^53 and powers of ten
/// up to 22 both factors are doubles, so that one operation rounds once (Clinger, *How to Read
/// Floating Point Numbers Accurately*); all else goes to the C library.
struct DecimalScan {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let start: Int
  /// The first byte behind the number.
  private(set) var end: Int
  private(set) var isNumber = false

  private var mantissa: UInt64 = 0
  private var exponent = 0
  private var isNegative = false
  private var isLong = false

  /// Scans a number that begins at `start`.
  ///
  /// - Parameter isStrict: Whether JSON's rules hold (no zero before other digits, a digit on each
  ///   side of the point).
  @inline(__always)
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int, isStrict: Bool
  ) {
    self.bytes = bytes
    self.start = start
    var at = start
    if at < limit, bytes[at] == 0x2D {
      isNegative = true
      at += 1
    }
    let whole = at
    var value: UInt64 = 0
    while at < limit {
      let digit = bytes[at] &- 0x30
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt64(digit)
      at += 1
    }
    var digits = at - whole
    end = at
    if isStrict, digits == 0 || (digits > 1 && bytes[whole] == 0x30) { return }
    if at < limit, bytes[at] == 0x2E {
      at += 1
      let fraction = at
      while at < limit {
        let digit = bytes[at] &- 0x30
        guard digit <= 9 else { break }
        value = value &* 10 &+ UInt64(digit)
        at += 1
      }
      if isStrict, at == fraction { return }
      digits += at - fraction
      exponent = fraction - at
    }
    guard digits > 0 else { return }
    if at < limit, bytes[at] | 0x20 == 0x65 {
      at += 1
      var isBelow = false
      if at < limit, bytes[at] == 0x2D || bytes[at] == 0x2B {
        isBelow = bytes[at] == 0x2D
        at += 1
      }
      let first = at
      var power = 0
      while at < limit {
        let digit = bytes[at] &- 0x30
        guard digit <= 9 else { break }
        power = min(power * 10 + Int(digit), 100_000)
        at += 1
      }
      guard at > first else { return }
      exponent += isBelow ? -power : power
    }
    // Nineteen digits always fit into 64 bits.
    isLong = digits > 19
    mantissa = value
    end = at
    isNumber = true
  }

  /// The value; nil when it is larger than any double.
  var value: Double? { quick ?? longValue }

  /// The value, when one operation gives it.
  @inline(__always)
  var quick: Double? {
    guard !isLong, mantissa <= 1 << 53, -22 <= exponent, exponent <= 22 else { return nil }
    let whole = Double(mantissa)
    if exponent == 0 { return isNegative ? -whole : whole }
    let size = exponent < 0 ? whole / Self.powers[-exponent] : whole * Self.powers[exponent]
    return isNegative ? -size : size
  }

  private var longValue: Double? {
    let count = end - start
    let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { copy in
      for offset in 0..<count { copy[offset] = CChar(bitPattern: bytes[start + offset]) }
      copy[count] = 0
      return copy.baseAddress.map { strtod($0, nil) } ?? .nan
    }
    return value.isFinite ? value : nil
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
