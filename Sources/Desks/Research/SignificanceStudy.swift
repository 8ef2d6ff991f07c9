public import Executors
import Kernels
import Performance
import Significance

/// Whether a run's Sharpe ratio could be luck, before the trial ledger is asked.
public struct SignificanceFigures: Hashable, Sendable, Codable {
  /// One-sided stationary bootstrap of the Sharpe ratio against zero; never 0.
  public let pValue: Double
  /// One-sided sign-flip test of the mean against zero; never 0.
  public let signFlipPValue: Double
  /// Mean block of the bootstrap, in sessions.
  public let blockLength: Double
  public let replications: Int
  /// The annualised Sharpe ratio's interval that holds 95 % of the resamples.
  public let sharpeLow95: Double
  public let sharpeHigh95: Double
  /// The probability that the true Sharpe ratio is above zero; nil where the moments refuse one.
  public let probabilisticSharpe: Double?
  /// Sessions needed to be 95 % sure of a ratio above zero; nil when it is not above zero.
  public let minimumTrackRecord: Double?
}

/// Runs the tests of one series of returns over the lanes of a pool.
public struct SignificanceStudy: Sendable {
  private let returns: [Double]
  private let flips: SignFlipTest
  private let bootstrap: StationaryBootstrap
  private let evidence: SharpeEvidence

  /// Prepares the tests; nil where the returns do not vary.
  public init?(of returns: [Double], replications: Int, seed: UInt64) {
    let plan = ResamplingPlan(replications: replications, seed: seed)
    let block = OptimalBlockLength(of: returns)?.stationary ?? 1
    guard let flips = SignFlipTest(of: returns, plan: plan),
      let bootstrap = StationaryBootstrap(of: returns, blockLength: block, plan: plan),
      let evidence = SharpeEvidence(of: returns)
    else { return nil }
    self.returns = returns
    self.flips = flips
    self.bootstrap = bootstrap
    self.evidence = evidence
  }

  /// Runs every chunk on `pool`; the answer does not depend on the number of lanes.
  ///
  /// - Parameter progress: Called with the share done, 0 to 1, from the lanes.
  /// - Throws: `CancellationError`.
  public func run(
    on pool: ComputePool, progress: @Sendable @escaping (Double) -> Void
  ) async throws -> SignificanceFigures {
    let chunks = bootstrap.plan.chunks
    let parts = try await pool.map(parts: chunks) { [flips, bootstrap] chunk in
      let part = (flips.exceedances(inChunk: chunk), bootstrap.draw(chunk: chunk))
      progress(Double(chunk + 1) / Double(chunks))
      return part
    }
    let ratios = parts.flatMap { $0.1.sharpes }.sorted()
    let year = sessionsPerYear.squareRoot()
    return SignificanceFigures(
      pValue: bootstrap.pValue(exceedances: parts.reduce(0) { $0 + $1.1.exceedances }),
      signFlipPValue: flips.pValue(exceedances: parts.reduce(0) { $0 + $1.0 }),
      blockLength: bootstrap.blockLength, replications: bootstrap.plan.replications,
      sharpeLow95: quantile(0.025, ofSorted: ratios) * year,
      sharpeHigh95: quantile(0.975, ofSorted: ratios) * year,
      probabilisticSharpe: evidence.probability(above: 0),
      minimumTrackRecord: evidence.minimumTrackRecord(above: 0, confidence: 0.95))
  }
}
