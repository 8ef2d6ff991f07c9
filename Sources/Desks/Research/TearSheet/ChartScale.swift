#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Maps numbers to places on a chart, with round numbers for its grid lines.
struct ChartScale {
  let domain: ClosedRange<Double>
  let start: Double
  let end: Double

  /// Creates a scale that maps `domain` to the way from `start` to `end`, in pixels.
  ///
  /// A domain of one value is widened, so that a flat curve lies in the middle.
  init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
    if domain.upperBound > domain.lowerBound {
      self.domain = domain
    } else {
      let margin = max(domain.lowerBound.magnitude * 0.05, 1e-6)
      self.domain = (domain.lowerBound - margin)...(domain.upperBound + margin)
    }
    self.start = start
    self.end = end
  }

  /// Creates a scale over all finite values, or nil when there are none.
  init?(of values: [Double], padding: Double = 0, from start: Double, to end: Double) {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    let margin = (high - low) * padding
    self.init((low - margin)...(high + margin), from: start, to: end)
  }

  /// Returns the place of `value`.
  func place(_ value: Double) -> Double {
    start + (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound) * (end - start)
  }

  /// Returns about `count` round numbers within the domain: steps of 1, 2 or 5 times a power of ten.
  func ticks(_ count: Int) -> [Double] {
    let rough = (domain.upperBound - domain.lowerBound) / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step = power * ([1.0, 2, 5, 10].first { $0 * power >= rough } ?? 10)
    let first = Int((domain.lowerBound / step).rounded(.up))
    let last = Int((domain.upperBound / step).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { Double($0) * step }
  }
}
