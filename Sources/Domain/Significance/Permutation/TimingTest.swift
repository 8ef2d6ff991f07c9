import Kernels
import Performance

/// Whether positions were held at the right times: one-sided, against the same at other times.
///
/// The statistic is the mean of position × return.
public struct TimingTest: Sendable {
  /// What the positions are set against.
  public enum Null: Hashable, Sendable, Codable {
    /// The same returns in any order: for returns that do not depend on each other.
    case shuffledReturns
    /// The same positions, moved round the circle of sessions by at least `holding` sessions, the
    /// longest time a position was held: keeps the dependence of both series.
    case shiftedSignal(holding: Int)
  }

  public let plan: ResamplingPlan
  public let null: Null
  private let positions: [Double]
  private let returns: [Double]
  private let observed: Double
  /// For a shift: the statistic at every offset allowed; shape: offsets from the smallest.
  private let shifted: [Double]

  /// Prepares the test.
  ///
  /// - Parameters:
  ///   - positions: Decided before the session they stand for; shape: as `returns`.
  ///   - returns: Of the instrument, a session.
  /// - Throws: For fewer than 30 sessions, unequal lengths, a gap, positions or returns that never
  ///   vary, or no offset at least as long as the longest holding.
  public init(
    positions: [Double], returns: [Double], null: Null, plan: ResamplingPlan
  ) throws(InsufficientData) {
    try requireSeries([positions, returns], named: "positions and returns")
    guard standardDeviation(of: positions) >= smallestDeviation else {
      throw .constant("the position")
    }
    guard standardDeviation(of: returns) >= smallestDeviation else { throw .constant("the return") }
    self.plan = plan
    self.null = null
    self.positions = positions
    self.returns = returns
    if case .shiftedSignal(let holding) = null {
      let least = max(1, holding)
      let last = returns.count - least
      guard least <= last else {
        throw .tooFew("sessions", found: returns.count, needed: 2 * least)
      }
      shifted = (least...last).map { Self.score(positions, returns, offset: $0) }
    } else {
      shifted = []
    }
    observed = Self.score(positions, returns, offset: 0)
  }

  /// The sum of each position × the return `offset` sessions on, from the last to the first as the
  /// resamples are summed.
  private static func score(_ positions: [Double], _ returns: [Double], offset: Int) -> Double {
    let count = returns.count
    var sum = 0.0
    var place = offset
    for index in stride(from: count - 1, through: 0, by: -1) {
      place = place == 0 ? count - 1 : place - 1
      sum += positions[index] * returns[place]
    }
    return sum
  }

  /// Counts the resamples of one chunk at least as good as the strategy.
  public func exceedances(inChunk chunk: Int) -> Int {
    var draws = SwapDraws(plan.generator(ofChunk: chunk, stream: 6))
    let replications = plan.count(inChunk: chunk)
    guard shifted.isEmpty else {
      return (0..<replications).count { _ in
        shifted[draws.next(below: shifted.count)] >= observed
      }
    }
    var exceedances = 0
    var sample = returns
    sample.withUnsafeMutableBufferPointer { sample in
      positions.withUnsafeBufferPointer { positions in
        // A permutation of a permutation is as random as one of the original.
        for _ in 0..<replications {
          var sum = 0.0
          var last = sample.count &- 1
          while last >= 0 {
            let place = draws.next(below: last &+ 1)
            let value = sample[place]
            sample[place] = sample[last]
            sample[last] = value
            sum += positions[last] * value
            last &-= 1
          }
          if sum >= observed { exceedances += 1 }
        }
      }
    }
    return exceedances
  }

  /// Runs every chunk in turn: the p-value, never 0.
  public func run() -> Double {
    let total = (0..<plan.chunks).reduce(0) { $0 + exceedances(inChunk: $1) }
    return pValue(exceedances: total, replications: plan.replications)
  }
}

/// What the order of the same results does to the path: never a test of profit.
///
/// Shuffling trades leaves their total alone, so it says how deep a fall the same trades could have
/// brought, not whether they were luck.
public struct PathRisk: Hashable, Sendable, Codable {
  /// What the figures mean, to be shown next to them.
  public static let label = "path risk"
  /// The deepest fall in the order that happened; zero or negative.
  public let maximumDrawdown: Double
  /// The deepest falls' median over the shuffled orders.
  public let median: Double
  /// The fall that only one order in twenty exceeds.
  public let worst5Percent: Double
  /// The share of the orders that fell at least as deep as happened.
  public let shareAsDeep: Double
  public let replications: Int

  /// Shuffles `results`, each the fraction of the account that a trade won or lost.
  ///
  /// - Throws: For fewer than 30 results, or a gap.
  public init(of results: [Double], plan: ResamplingPlan) throws(InsufficientData) {
    try requireSeries([results], named: "results")
    func deepest(_ values: [Double]) -> Double { drawdown(of: curve(of: values), from: 1).min() ?? 0 }
    let own = deepest(results)
    var falls: [Double] = []
    falls.reserveCapacity(plan.replications)
    for chunk in 0..<plan.chunks {
      var draws = SwapDraws(plan.generator(ofChunk: chunk, stream: 7))
      var order = results
      for _ in 0..<plan.count(inChunk: chunk) {
        draws.reorder(&order)
        falls.append(deepest(order))
      }
    }
    falls.sort()
    maximumDrawdown = own
    median = quantile(0.5, ofSorted: falls)
    worst5Percent = quantile(0.05, ofSorted: falls)
    shareAsDeep = Double(falls.count { $0 <= own }) / Double(falls.count)
    replications = plan.replications
  }
}
