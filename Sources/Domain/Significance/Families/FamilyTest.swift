import Kernels
import Performance

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Whether the best of a family of strategies beats its benchmark by more than the search explains.
///
/// Three tests from one set of resamples: White's reality check (2000), Hansen's test of superior
/// predictive ability (2005) and Romano and Wolf's step-down (2005). Sessions are resampled jointly
/// for all strategies in blocks of the stationary bootstrap, which keeps their dependence in time and
/// on each other.
public struct FamilyTest: Sendable {
  public let plan: ResamplingPlan
  /// The mean length of a block in sessions; at least 1.
  public let blockLength: Double
  /// Mean performance over the benchmark, per session; shape: strategies.
  public let means: [Double]
  /// Long-run standard deviation of the performance, per session; shape: strategies.
  public let deviations: [Double]
  /// √T × the best mean: the reality check's statistic.
  public let realityStatistic: Double
  /// √T × the best mean over its own deviation, at least 0: the statistic of superior ability.
  public let superiorStatistic: Double

  private let sessions: Int
  private let lengths: GeometricLengths
  /// √T × mean ÷ deviation, as `order` ranks them.
  private let ranked: [Double]
  /// Strategies from the highest studentised mean to the lowest; equal ones by number.
  private let order: [Int]
  /// What the lower and the consistent test leave in a resampled mean; shape: strategies.
  private let lowerOffset: [Double]
  private let consistentOffset: [Double]
  /// Sums of centred performance before each session of the circle walked twice, session by session;
  /// shape: (2 × sessions + 1) × strategies.
  private let sums: [Double]

  /// Prepares the tests.
  ///
  /// - Parameters:
  ///   - performance: What each strategy earned over the benchmark; for a benchmark of zero its net
  ///     returns; shape: strategies × sessions.
  ///   - blockLength: Mean block in sessions; below 1 counts as 1.
  /// - Throws: For no strategy, fewer than 30 sessions, a gap, or a strategy that never varies.
  public init(
    of performance: [[Double]], blockLength: Double, plan: ResamplingPlan
  ) throws(InsufficientData) {
    try requireSeries(performance, named: "strategies")
    guard blockLength.isFinite else { throw .notFinite("the block length") }
    let width = performance.count
    let sessions = performance[0].count
    let length = max(1, blockLength)
    let root = Double(sessions).squareRoot()
    let weights = Self.kernel(sessions: sessions, blockLength: length)
    let means = performance.map { mean(of: $0) }
    var deviations: [Double] = []
    for index in performance.indices {
      let centred = performance[index].map { $0 - means[index] }
      let variance = longRunVariance(of: centred, weights: weights)
      guard standardDeviation(of: performance[index]) >= smallestDeviation,
        variance.squareRoot() >= smallestDeviation
      else { throw .constant("strategy \(index)") }
      deviations.append(variance.squareRoot())
    }
    let studentised = (0..<width).map { root * means[$0] / deviations[$0] }
    let order = (0..<width).sorted { (studentised[$1], $0) < (studentised[$0], $1) }
    // A mean this far below zero is taken for a bad strategy's, not for luck's.
    let tolerance = 2 * log(log(Double(sessions)))
    self.plan = plan
    self.blockLength = length
    self.means = means
    self.deviations = deviations
    self.sessions = sessions
    lengths = GeometricLengths(mean: length)
    self.order = order
    ranked = order.map { studentised[$0] }
    realityStatistic = root * (means.max() ?? 0)
    superiorStatistic = max(0, studentised.max() ?? 0)
    lowerOffset = means.map { min($0, 0) }
    consistentOffset = (0..<width).map {
      studentised[$0] >= -tolerance.squareRoot() ? 0 : means[$0]
    }
    sums = Self.prefixSums(of: performance, means: means)
  }

  /// Weights of the autocovariances at lags 0 to sessions − 1 that match the resampling.
  private static func kernel(sessions: Int, blockLength: Double) -> [Double] {
    let total = Double(sessions)
    let stay = 1 - 1 / blockLength
    return (0..<sessions).map { lag in
      let share = Double(lag) / total
      guard lag > 0 else { return 1 }
      return 2 * ((1 - share) * pow(stay, Double(lag)) + share * pow(stay, total - Double(lag)))
    }
  }

  private static func prefixSums(of performance: [[Double]], means: [Double]) -> [Double] {
    let width = performance.count
    let sessions = performance[0].count
    var sums = [Double](repeating: 0, count: (2 * sessions + 1) * width)
    for column in 0..<width {
      var sum = CompensatedSum()
      let own = performance[column]
      for row in 0..<(2 * sessions) {
        sum.add(own[row % sessions] - means[column])
        sums[(row + 1) * width + column] = sum.value
      }
    }
    return sums
  }

  /// Resamples one chunk.
  ///
  /// - Complexity: O(replications × strategies × sessions ÷ block length).
  public func tally(chunk: Int) -> FamilyTally {
    var blocks = GeometricBlocks(
      of: sessions, lengths: lengths, generator: plan.generator(ofChunk: chunk, stream: 3))
    var tally = FamilyTally(strategies: means.count)
    let width = means.count
    var shifts = [Double](repeating: 0, count: width)
    sums.withUnsafeBufferPointer { sums in
      shifts.withUnsafeMutableBufferPointer { shifts in
        for _ in 0..<plan.count(inChunk: chunk) {
          shifts.update(repeating: 0)
          var taken = 0
          while taken < sessions {
            let (start, end) = blocks.next(upTo: sessions &- taken)
            let (first, last) = (start &* width, end &* width)
            for column in 0..<width {
              shifts[column] += sums[last &+ column] - sums[first &+ column]
            }
            taken &+= end &- start
          }
          let share = 1 / Double(sessions)
          for column in 0..<width { shifts[column] *= share }
          count(UnsafeBufferPointer(shifts), into: &tally)
        }
      }
    }
    return tally
  }

  /// Counts one resample that consists of the sessions `rows`.
  package func count(rows: [Int], into tally: inout FamilyTally) {
    let width = means.count
    let shifts = (0..<width).map { column in
      let terms = rows.map { row in
        sums[(row + 1) * width + column] - sums[row * width + column]
      }
      return compensatedSum(of: terms) / Double(rows.count)
    }
    shifts.withUnsafeBufferPointer { count($0, into: &tally) }
  }

  /// Counts one resample by how far it moved each strategy's mean.
  private func count(_ shifts: UnsafeBufferPointer<Double>, into tally: inout FamilyTally) {
    let root = Double(sessions).squareRoot()
    var reality = -Double.infinity
    var (lower, consistent, upper) = (0.0, 0.0, 0.0)
    var best = -Double.infinity
    for rank in stride(from: order.count - 1, through: 0, by: -1) {
      let column = order[rank]
      let shift = shifts[column]
      let scale = root / deviations[column]
      let own = shift * scale
      reality = max(reality, root * shift)
      lower = max(lower, (shift + lowerOffset[column]) * scale)
      consistent = max(consistent, (shift + consistentOffset[column]) * scale)
      upper = max(upper, own)
      best = max(best, own)
      if best >= ranked[rank] { tally.stepDown[rank] += 1 }
    }
    tally.replications += 1
    if reality >= realityStatistic { tally.reality += 1 }
    if lower >= superiorStatistic { tally.superiorLower += 1 }
    if consistent >= superiorStatistic { tally.superiorConsistent += 1 }
    if upper >= superiorStatistic { tally.superiorUpper += 1 }
  }

  /// Concludes from every chunk's counts, which add up to the same in any order.
  public func conclude(from tallies: [FamilyTally]) -> FamilyEvidence {
    var total = FamilyTally(strategies: means.count)
    for tally in tallies { total.add(tally) }
    let replications = total.replications
    func share(_ count: Int) -> Double { pValue(exceedances: count, replications: replications) }
    var adjusted = [Double](repeating: 1, count: means.count)
    var worst = 0
    for rank in order.indices {
      worst = max(worst, total.stepDown[rank])
      adjusted[order[rank]] = share(worst)
    }
    return FamilyEvidence(
      realityCheck: share(total.reality),
      superiorLower: share(total.superiorLower),
      superiorConsistent: share(total.superiorConsistent),
      superiorUpper: share(total.superiorUpper),
      adjusted: adjusted, best: order.first ?? 0, blockLength: blockLength,
      replications: replications, seed: plan.seed)
  }

  /// Runs every chunk in turn.
  public func run() -> FamilyEvidence { conclude(from: (0..<plan.chunks).map { tally(chunk: $0) }) }
}

/// Returns the weighted sum of a centred series' autocovariances; shape of the weights: lags from 0.
///
/// Weights too small to show in the sum are passed over.
func longRunVariance(of centred: [Double], weights: [Double]) -> Double {
  var total = CompensatedSum()
  let count = centred.count
  centred.withUnsafeBufferPointer { values in
    for lag in 0..<min(count, weights.count) where weights[lag].magnitude > 1e-17 {
      var sum = 0.0
      for row in lag..<count { sum += values[row] * values[row &- lag] }
      total.add(weights[lag] * sum / Double(count))
    }
  }
  return max(0, total.value)
}

/// How many resamples of a family did at least as well as it did.
public struct FamilyTally: Hashable, Sendable {
  public var replications = 0
  public var reality = 0
  public var superiorLower = 0
  public var superiorConsistent = 0
  public var superiorUpper = 0
  /// By rank: the best of this rank and all below reached this rank's statistic.
  public var stepDown: [Int]

  /// An empty count for a family of so many strategies.
  public init(strategies: Int) { stepDown = [Int](repeating: 0, count: strategies) }

  /// Adds another part's counts.
  public mutating func add(_ other: FamilyTally) {
    replications += other.replications
    reality += other.reality
    superiorLower += other.superiorLower
    superiorConsistent += other.superiorConsistent
    superiorUpper += other.superiorUpper
    for rank in stepDown.indices { stepDown[rank] += other.stepDown[rank] }
  }
}

/// What a family's search leaves of its evidence; every p-value is one-sided and never 0.
public struct FamilyEvidence: Hashable, Sendable, Codable {
  /// White's reality check.
  public let realityCheck: Double
  /// Hansen's test: the p-value to report lies between its bounds, lower and upper.
  public let superiorLower: Double
  public let superiorConsistent: Double
  public let superiorUpper: Double
  /// Romano and Wolf's adjusted p-values; shape: strategies.
  public let adjusted: [Double]
  /// The number of the strategy with the highest studentised mean.
  public let best: Int
  /// Mean block in sessions.
  public let blockLength: Double
  public let replications: Int
  public let seed: UInt64

  /// The strategies that the step-down keeps at a family-wise error of `level`, in their order.
  public func rejected(at level: Double) -> [Int] {
    adjusted.indices.filter { adjusted[$0] <= level }
  }
}
