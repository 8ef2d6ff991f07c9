import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The stationary bootstrap's blocks: they begin anywhere on the circle, their length is geometric.
struct GeometricBlocks {
  private var generator: SeededGenerator
  /// Sessions of the circle.
  private let total: Int
  private let isDependent: Bool
  /// A block ends after each session with probability 1/b: its length is geometric.
  private let logStay: Double

  init(of total: Int, blockLength: Double, generator: SeededGenerator) {
    self.generator = generator
    self.total = total
    isDependent = blockLength > 1
    logStay = log1p(-1 / blockLength)
  }

  /// Draws a block of at most `remaining` sessions; its end may lie beyond the circle's first round.
  @inline(__always)
  mutating func next(upTo remaining: Int) -> (start: Int, end: Int) {
    let start = Int(generator.next().multipliedFullWidth(by: UInt64(total)).high)
    // 1 − u is never 0, so the logarithm is finite.
    let drawn = isDependent ? log(1 - generator.uniform()) / logStay : 0
    let length = drawn < Double(remaining) ? Int(drawn) &+ 1 : remaining
    return (start, start &+ min(length, remaining))
  }
}
