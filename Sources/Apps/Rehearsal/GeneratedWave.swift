import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Ten to a power.
func pow10(_ exponent: Double) -> Double { pow(10, exponent) }

/// One bar in cents and shares.
struct GeneratedBar {
  var open: Int
  var high: Int
  var low: Int
  var close: Int
  var volume: Double
}

/// A price without splits as a function of the session's number.
///
/// Phases are whole turns in 32 bits, so that every session has the same value however it is reached.
struct GeneratedWave: Sendable {
  private let base: Double
  private let phases: SIMD4<UInt32>
  private let steps: SIMD4<UInt32>
  private let heights: SIMD4<Double>
  private let noise: Double

  /// - Parameter base: The price around which it moves, in dollars.
  init(base: Double, _ generator: inout SeededGenerator) {
    self.base = base
    phases = SIMD4(
      generator.uniformBits, generator.uniformBits, generator.uniformBits, generator.uniformBits)
    // Periods of some years, a year, a quarter and two weeks.
    func step(_ sessions: Double) -> UInt32 {
      UInt32(0x1p32 / (sessions * (0.7 + 0.6 * generator.uniform())))
    }
    steps = SIMD4(step(2200), step(420), step(70), step(14))
    heights = SIMD4(
      0.15 + 0.45 * generator.uniform(), 0.05 + 0.20 * generator.uniform(),
      0.02 + 0.05 * generator.uniform(), 0.004 + 0.012 * generator.uniform())
    noise = 0.004 + 0.010 * generator.uniform()
  }

  /// The bar of a session before splits are told, times `factor`.
  ///
  /// A day's move stays below 15 %: the waves give 6 % at most, the noise twice 1.4 %, the range 2 %.
  @inline(__always)
  func bar(_ number: Int, key: UInt64, factor: Double, shares: Double) -> GeneratedBar {
    let bits = spread(key &+ UInt64(truncatingIfNeeded: number) &* 0xD129_0B26_88CC_5C9D)
    let turn = phases &+ steps &* SIMD4(repeating: UInt32(truncatingIfNeeded: number))
    // A sine drawn with two parabolas: the same to the eye, and exact on every machine.
    let p = SIMD4<Double>(SIMD4<Int32>(truncatingIfNeeded: turn)) * 0x1p-31
    let q = p * (1 - p.replacing(with: -p, where: p .< 0)) * 4
    let draw = { (shift: UInt64) in Double((bits >> shift) & 0xFFF) * 0x1p-12 }
    let level = (q * heights).sum() + noise * (2 * draw(0) - 1)
    let price = max(base * exp(level) * factor * 100, 40)
    let openAt = price * (1 + 0.02 * (draw(12) - 0.5))
    let high = max(price, openAt) * (1 + 0.012 * draw(24))
    let low = min(price, openAt) * (1 - 0.012 * draw(36))
    return GeneratedBar(
      open: Int(openAt + 0.5), high: Int(high + 0.5), low: Int(low + 0.5), close: Int(price + 0.5),
      volume: (shares * (0.4 + 1.2 * draw(48)) / factor).rounded() + 100)
  }
}

extension SeededGenerator {
  fileprivate var uniformBits: UInt32 {
    mutating get { UInt32(truncatingIfNeeded: next() >> 32) }
  }
}
