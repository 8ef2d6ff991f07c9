import Significance
import Testing

/// Expected values: the papers' own examples and Fixtures/golden/R3/overfitting.json (SciPy).
@Suite struct SharpeEvidenceTests {
  @Test func `the paper's monthly example has the paper's probabilities`() {
    let plain = SharpeEvidence(sharpe: 0.458, observations: 24, skewness: 0, kurtosis: 3)
    let odd = SharpeEvidence(sharpe: 0.458, observations: 24, skewness: -2.448, kurtosis: 10.164)

    #expect(agrees(plain.probability(above: 0), 0.98167, within: 5e-6))
    #expect(agrees(odd.probability(above: 0), 0.91336, within: 5e-6))
  }

  @Test func `a track record must be longer when its returns are odd`() {
    let plain = SharpeEvidence(sharpe: 0.1, observations: 100, skewness: 0, kurtosis: 3)
    let odd = SharpeEvidence(sharpe: 0.1, observations: 100, skewness: -0.5, kurtosis: 6)

    #expect(agrees(plain.minimumTrackRecord(above: 0, confidence: 0.95), 272.907, within: 5e-6))
    #expect(agrees(odd.minimumTrackRecord(above: 0, confidence: 0.95), 288.464, within: 5e-6))
    #expect(plain.minimumTrackRecord(above: 0.1, confidence: 0.95) == nil)
  }

  @Test(arguments: [
    (2, 0.519755), (5, 1.192594), (10, 1.574598), (100, 2.530603), (1000, 3.255122),
  ])
  func `the best of many skill-less trials is expected at the known height`(
    trials: Int, height: Double
  ) {
    #expect(agrees(expectedMaximumSharpe(trials: trials, variance: 1), height, within: 1e-6))
  }

  @Test func `the deflated ratio of the paper's example falls below its gate at 100 trials`() {
    let perSession = 2.5 / 250.0.squareRoot()
    let found = SharpeEvidence(sharpe: perSession, observations: 1250, skewness: -3, kurtosis: 10)
    let normal = SharpeEvidence(sharpe: perSession, observations: 1250, skewness: 0, kurtosis: 3)
    func deflated(_ evidence: SharpeEvidence, trials: Int) -> Double? {
      evidence.probability(above: expectedMaximumSharpe(trials: trials, variance: 0.5 / 250))
    }

    #expect(
      agrees(expectedMaximumSharpe(trials: 100, variance: 0.5 / 250), 0.1131720, within: 1e-7))
    #expect(agrees(deflated(found, trials: 100), 0.900397, within: 1e-6))
    #expect(agrees(deflated(found, trials: 46), 0.950502, within: 1e-6))
    #expect(agrees(deflated(normal, trials: 88), 0.950491, within: 1e-6))
  }

  @Test(arguments: [(10, 2.479), (45, 4.998), (100, 6.404), (1000, 10.596)])
  func `more trials need more years`(trials: Int, years: Double) {
    #expect(agrees(minimumBacktestYears(trials: trials, target: 1), years, within: 5e-4))
  }

  struct Overfitting: Decodable {
    let sharpe_per_period, skew, kurtosis, variance_of_trial_sharpes, expected_max_sharpe: Double
    let psr_vs_0, dsr, min_track_record_length_95: Double
    let trial_sharpes: [Double]
  }

  @Test func `the best of twenty crossovers is worth what the reference says`() throws {
    let expected = try Reference.json("overfitting.json", as: Overfitting.self)
    let trials = try Reference.columns("trials.csv")
    let evidence = trials.compactMap { SharpeEvidence(of: $0) }
    let sharpes = evidence.map(\.sharpe)
    let best = try #require(evidence.max { $0.sharpe < $1.sharpe })

    for (own, reference) in zip(sharpes, expected.trial_sharpes) {
      #expect(agrees(own, reference, within: 1e-12))
    }
    #expect(agrees(best.sharpe, expected.sharpe_per_period, within: 1e-12))
    #expect(agrees(best.skewness, expected.skew, within: 1e-9))
    #expect(agrees(best.kurtosis, expected.kurtosis, within: 1e-9))
    #expect(
      agrees(expectedMaximumSharpe(ofTrials: sharpes), expected.expected_max_sharpe, within: 1e-12))
    #expect(agrees(best.probability(above: 0), expected.psr_vs_0, within: 1e-9))
    #expect(agrees(best.deflated(by: sharpes), expected.dsr, within: 1e-9))
    #expect(
      agrees(
        best.minimumTrackRecord(above: 0, confidence: 0.95), expected.min_track_record_length_95,
        within: 1e-9))
  }

  @Test func `a single trial is deflated by nothing, and more trials deflate more`() throws {
    let evidence = SharpeEvidence(sharpe: 0.1, observations: 500, skewness: 0, kurtosis: 3)

    let alone = try #require(evidence.deflated(by: [0.1]))
    let few = try #require(evidence.deflated(by: [0.1, 0.0, 0.05]))
    let many = try #require(
      evidence.deflated(by: [0.1, 0.0, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.05]))

    #expect(alone == evidence.probability(above: 0))
    #expect(alone > few)
    #expect(few > many)
  }

  @Test func `returns that do not vary are no evidence`() {
    #expect(SharpeEvidence(of: [0, 0, 0]) == nil)
    #expect(SharpeEvidence(of: [0.01]) == nil)
    #expect(SharpeEvidence(of: []) == nil)
  }
}
