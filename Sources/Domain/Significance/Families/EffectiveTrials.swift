import Kernels
import Performance

/// How many independent trials a number of trials amounts to.
public struct EffectiveTrials: Hashable, Sendable, Codable {
  /// Trials counted, M.
  public let count: Int
  /// Mean correlation of two trials' returns, held to 0 to 1.
  public let meanCorrelation: Double
  /// ρ + (1 − ρ) M, with ρ the mean correlation.
  public let byCorrelation: Double
  /// Groups of trials that move together.
  public let clusters: Int
  /// The group of each trial, numbered from 0 by its first trial; shape: trials.
  public let members: [Int]
  /// Variance of all trials' Sharpe ratios, per session.
  public let sharpeVariance: Double
  /// Variance of the Sharpe ratios of the groups' mean returns, per session; 0 for a single group.
  public let clusterVariance: Double

  /// Counts the trials whose returns are given, bad ones too.
  ///
  /// Groups are joined by average linkage on √((1 − ρ) ÷ 2); their number is the one whose mean
  /// silhouette is highest (Rousseeuw 1987), and a single one where all are alike. The idea is that
  /// of López de Prado and Lewis (2019), without the random starts of their k-means.
  ///
  /// - Parameter trials: Shape: trials × sessions, all on the same sessions.
  /// - Throws: For fewer than two trials or 30 sessions, a gap, or a trial that never varies.
  /// - Complexity: O(trials² × sessions + trials³).
  public init(of trials: [[Double]]) throws(InsufficientData) {
    guard trials.count >= 2 else { throw .tooFew("trials", found: trials.count, needed: 2) }
    try requireSeries(trials, named: "trials")
    var sharpes: [Double] = []
    for index in trials.indices {
      guard let sharpe = sharpeRatio(of: trials[index]) else { throw .constant("trial \(index)") }
      sharpes.append(sharpe)
    }
    let correlations = CorrelationMatrix(of: trials)
    let average = min(1, max(0, correlations.meanOffDiagonal))
    let groups = Clustering(of: correlations)
    count = trials.count
    meanCorrelation = average
    byCorrelation = average + (1 - average) * Double(trials.count)
    clusters = groups.count
    members = groups.members
    sharpeVariance = variance(of: sharpes)
    let ratios = (0..<groups.count).compactMap { group in
      let own = trials.indices.filter { groups.members[$0] == group }
      return sharpeRatio(
        of: trials[0].indices.map { row in mean(of: own.map { trials[$0][row] }) })
    }
    clusterVariance = ratios.count > 1 ? variance(of: ratios) : 0
  }

  /// Deflates one trial's ratio by every count; the gate reads the strictest.
  ///
  /// - Throws: Where the evidence's moments leave no variance.
  public func deflate(_ evidence: SharpeEvidence) throws(InsufficientData) -> DeflatedSharpe {
    let all = expectedMaximumSharpe(trials: count, variance: sharpeVariance)
    let quick = expectedMaximumSharpe(effectiveTrials: byCorrelation, variance: sharpeVariance)
    let grouped = expectedMaximumSharpe(
      effectiveTrials: Double(clusters), variance: clusterVariance)
    guard let byCount = evidence.probability(above: all),
      let correlated = evidence.probability(above: quick),
      let clustered = evidence.probability(above: grouped)
    else { throw .undefined("the moments leave the ratio no variance") }
    return DeflatedSharpe(
      byCount: byCount, byCorrelation: correlated, byClusters: clustered,
      benchmark: max(all, quick, grouped))
  }
}

/// A deflated Sharpe ratio by each way to count trials; probabilities, 0 to 1.
public struct DeflatedSharpe: Hashable, Sendable, Codable {
  public let byCount: Double
  public let byCorrelation: Double
  public let byClusters: Double
  /// The highest of the ratios, per session, that luck is expected to show.
  public let benchmark: Double

  /// What a gate reads: the least of the three.
  public var strictest: Double { min(byCount, byCorrelation, byClusters) }
}

/// Correlations of every two series; shape: series × series.
struct CorrelationMatrix {
  let width: Int
  private(set) var values: [Double]

  init(of series: [[Double]]) {
    let width = series.count
    let scaled = series.map { own in
      let center = mean(of: own)
      let norm = compensatedSum(of: own.map { ($0 - center) * ($0 - center) }).squareRoot()
      return own.map { ($0 - center) / norm }
    }
    var values = [Double](repeating: 1, count: width * width)
    for row in 0..<width {
      for column in 0..<row {
        var sum = 0.0
        for (a, b) in zip(scaled[row], scaled[column]) { sum += a * b }
        let correlation = min(1, max(-1, sum))
        values[row * width + column] = correlation
        values[column * width + row] = correlation
      }
    }
    self.width = width
    self.values = values
  }

  /// The mean over pairs of different series.
  var meanOffDiagonal: Double {
    (compensatedSum(of: values) - Double(width)) / Double(width * (width - 1))
  }
}

/// Series grouped by how they move together.
struct Clustering {
  let count: Int
  let members: [Int]

  init(of correlations: CorrelationMatrix) {
    let width = correlations.width
    let distances = correlations.values.map { max(0, (1 - $0) / 2).squareRoot() }
    // All as good as one: there is no distance to tell groups by.
    guard let farthest = distances.max(), farthest > 1e-6 else {
      (count, members) = (1, [Int](repeating: 0, count: width))
      return
    }
    var members = Array(0..<width)
    var linkage = distances
    var sizes = [Int](repeating: 1, count: width)
    var alive = Array(0..<width)
    var best = (score: 0.0, members: members)
    while alive.count > 2 {
      let (into, from) = Self.closest(alive, linkage, width)
      for other in alive where other != into && other != from {
        let (a, b) = (Double(sizes[into]), Double(sizes[from]))
        let joined =
          (a * linkage[into * width + other] + b * linkage[from * width + other]) / (a + b)
        linkage[into * width + other] = joined
        linkage[other * width + into] = joined
      }
      sizes[into] += sizes[from]
      alive.removeAll { $0 == from }
      for index in members.indices where members[index] == from { members[index] = into }
      let score = Self.silhouette(members, distances, width, sizes)
      // At least as good with fewer groups: fewer.
      if score >= best.score { best = (score, members) }
    }
    var numbers: [Int: Int] = [:]
    var numbered: [Int] = []
    for member in best.members {
      let number = numbers[member] ?? numbers.count
      numbers[member] = number
      numbered.append(number)
    }
    self.members = numbered
    count = numbers.count
  }

  private static func closest(
    _ alive: [Int], _ linkage: [Double], _ width: Int
  ) -> (into: Int, from: Int) {
    var best = (distance: Double.infinity, into: alive[0], from: alive[1])
    for (position, row) in alive.enumerated() {
      for column in alive[(position + 1)...] where linkage[row * width + column] < best.distance {
        best = (linkage[row * width + column], row, column)
      }
    }
    return (best.into, best.from)
  }

  /// The mean silhouette: 1 for groups far apart, 0 for none worth the name; one alone counts as 0.
  private static func silhouette(
    _ members: [Int], _ distances: [Double], _ width: Int, _ sizes: [Int]
  ) -> Double {
    var total = 0.0
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<width where sizes[members[row]] > 1 {
      for group in 0..<width { sums[group] = 0 }
      for column in 0..<width { sums[members[column]] += distances[row * width + column] }
      let own = members[row]
      let inside = sums[own] / Double(sizes[own] - 1)
      var outside = Double.infinity
      for group in 0..<width where group != own && sums[group] > 0 {
        outside = min(outside, sums[group] / Double(sizes[group]))
      }
      if outside.isFinite { total += (outside - inside) / max(inside, outside, 1e-12) }
    }
    return total / Double(width)
  }
}
