/// A reproducible random number generator; one seed gives one sequence on every machine.
///
/// SplitMix64 (Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, 2014).
@frozen
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  /// Creates the generator that `seed` names.
  @inlinable
  public init(seed: UInt64) { state = seed }

  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Returns a uniform number in [0, 1) with 53 random bits.
  @inlinable
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1.0p-53 }

  /// Returns an independent generator for the part of the work that `stream` numbers.
  public func fork(stream: UInt64) -> SeededGenerator {
    var root = SeededGenerator(seed: state ^ ((stream &+ 1) &* 0xD129_0B26_88CC_5C9D))
    return SeededGenerator(seed: root.next())
  }
}
