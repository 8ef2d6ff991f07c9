import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The lengths of the stationary bootstrap's blocks: geometric, so that a block ends after each session
/// with probability 1/b.
struct GeometricLengths: Sendable {
  /// Whether a block is ever longer than one session.
  let isDependent: Bool
  private let logStay: Double
  /// The length that every draw with these first 12 bits has; 0 where they do not decide it.
  private let decided: [UInt16]

  init(mean: Double) {
    let isDependent = mean > 1
    let logStay = log1p(-1 / mean)
    self.isDependent = isDependent
    self.logStay = logStay
    decided = (0..<4096).map { bucket in
      guard isDependent else { return 1 }
      let lowest = UInt64(bucket) << 52
      let shortest = Self.steps(lowest, logStay)
      let longest = Self.steps(lowest | 0xF_FFFF_FFFF_FFFF, logStay)
      guard longest < 65_000, Int(shortest) == Int(longest) else { return 0 }
      return UInt16(shortest) + 1
    }
  }

  /// Whole sessions beyond the first that a random word stands for, with a fraction.
  private static func steps(_ word: UInt64, _ logStay: Double) -> Double {
    // 1 − u is never 0, so the logarithm is finite.
    log(1 - Double(word >> 11) * 0x1.0p-53) / logStay
  }

  /// Returns the length that a random word stands for, at most `remaining`.
  @inline(__always)
  func length(of word: UInt64, upTo remaining: Int) -> Int {
    let quick = Int(decided[Int(word >> 52)])
    if quick > 0 { return min(quick, remaining) }
    let steps = Self.steps(word, logStay)
    return steps < Double(remaining) ? min(Int(steps) &+ 1, remaining) : remaining
  }
}

/// The stationary bootstrap's blocks: they begin anywhere on the circle with equal chance.
struct GeometricBlocks {
  private var generator: SeededGenerator
  private let lengths: GeometricLengths
  /// Sessions of the circle.
  private let total: UInt64

  init(of total: Int, lengths: GeometricLengths, generator: SeededGenerator) {
    self.generator = generator
    self.lengths = lengths
    self.total = UInt64(total)
  }

  /// Draws a block of at most `remaining` sessions; its end may lie beyond the circle's first round.
  @inline(__always)
  mutating func next(upTo remaining: Int) -> (start: Int, end: Int) {
    let start = Int(generator.next().multipliedFullWidth(by: total).high)
    guard lengths.isDependent else { return (start, start &+ 1) }
    return (start, start &+ lengths.length(of: generator.next(), upTo: remaining))
  }
}
