import Kernels

/// Draws of places to swap, two from each random word.
///
/// A place is (32 random bits × bound) ÷ 2³²: its chance is off by less than bound ÷ 2³².
struct SwapDraws {
  private var generator: SeededGenerator
  private var word: UInt64 = 0
  private var isHalfLeft = false

  init(_ generator: SeededGenerator) { self.generator = generator }

  /// Returns a place below `bound`, which fits 32 bits.
  @inline(__always)
  mutating func next(below bound: Int) -> Int {
    if isHalfLeft {
      word &>>= 32
    } else {
      word = generator.next()
    }
    isHalfLeft.toggle()
    return Int(((word & 0xFFFF_FFFF) &* UInt64(truncatingIfNeeded: bound)) &>> 32)
  }

  /// Puts `values` in an order that any other is as likely as.
  mutating func reorder<Value>(_ values: inout [Value]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, next(below: last + 1))
    }
  }

  /// A permutation of 0 ..< `count`.
  mutating func permutation(of count: Int) -> [Int] {
    var places = Array(0..<count)
    reorder(&places)
    return places
  }
}

/// Returns the two-sided p-value of a simulation: the smaller tail doubled, at most 1, never 0.
///
/// - Parameters:
///   - above: Resamples at least as large as the observed statistic.
///   - below: Resamples at most as large.
public func twoSidedPValue(above: Int, below: Int, replications: Int) -> Double {
  min(1, 2 * pValue(exceedances: min(above, below), replications: replications))
}
