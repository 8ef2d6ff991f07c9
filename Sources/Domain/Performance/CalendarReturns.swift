import Chronology
import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A calendar month's compounded return, as a fraction.
public struct MonthlyReturn: Hashable, Sendable, Codable {
  public let year: Int
  /// 1 to 12.
  public let month: Int
  public let value: Double

  public init(year: Int, month: Int, value: Double) {
    self.year = year
    self.month = month
    self.value = value
  }
}

extension ReturnSeries {
  /// The compounded return of each calendar month that has a session, oldest first.
  public var months: [MonthlyReturn] {
    var months: [MonthlyReturn] = []
    var growth = 1.0
    for index in sessions.indices {
      let (year, month, _) = sessions[index].civil
      growth *= 1 + returns[index]
      let next = index + 1 < count ? sessions[index + 1].civil : nil
      if next?.year != year || next?.month != month {
        months.append(MonthlyReturn(year: year, month: month, value: growth - 1))
        growth = 1
      }
    }
    return months
  }

  /// The annualised Sharpe ratio of each `window` sessions; nil until there are as many.
  ///
  /// - Returns: shape: sessions; nil also where the window's returns do not vary.
  public func rollingSharpe(window: Int) -> [Double?] {
    let means = rollingMean(of: returns, window: window)
    let deviations = rollingStandardDeviation(of: returns, window: window)
    return zip(means, deviations).map { mean, deviation in
      guard deviation >= smallestDeviation else { return nil }
      return mean / deviation * sessionsPerYear.squareRoot()
    }
  }
}

/// How returns are spread: counts between equally spaced edges.
public struct ReturnHistogram: Hashable, Sendable, Codable {
  /// The lower edge of the first bin.
  public let start: Double
  /// Upper edges, rising; a return equal to an edge counts below it; shape: bins.
  public let edges: [Double]
  /// Shape: bins.
  public let counts: [Int]

  /// Counts `returns` in bins as wide as Freedman and Diaconis advise (1981), 8 to 60 of them.
  ///
  /// - Returns: nil for fewer than two returns, or when they do not vary.
  public init?(of returns: [Double]) {
    let sorted = returns.sorted()
    guard let low = sorted.first, let high = sorted.last, high - low >= smallestDeviation else {
      return nil
    }
    let middle = quantile(0.75, ofSorted: sorted) - quantile(0.25, ofSorted: sorted)
    let count = Double(sorted.count)
    let advised =
      middle > 0
      ? ((high - low) * cbrt(count) / (2 * middle)).rounded(.up) : 8
    let bins = Int(min(60, max(8, advised)))
    let width = (high - low) / Double(bins)
    // The last edge is the largest return itself, so that rounding loses none.
    let edges = (1...bins).map { $0 == bins ? high : low + width * Double($0) }
    var counts = [Int](repeating: 0, count: bins)
    var bin = 0
    for value in sorted {
      while value > edges[bin] { bin += 1 }
      counts[bin] += 1
    }
    start = low
    self.edges = edges
    self.counts = counts
  }
}
