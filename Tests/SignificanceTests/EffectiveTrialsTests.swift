import Kernels
import Significance
import Testing

@Suite struct EffectiveTrialsTests {
  /// Trials that are noise of their own on top of what their group shares.
  static func trials(groups: Int, each: Int, own: Double, seed: UInt64 = 9) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    func noise() -> [Double] { (0..<500).map { _ in generator.uniform() - 0.5 } }
    return (0..<groups).flatMap { _ in
      let shared = noise()
      return (0..<each).map { _ in zip(shared, noise()).map { $0 + own * $1 } }
    }
  }

  @Test func `copies of three ideas count as three`() throws {
    let found = try EffectiveTrials(of: Self.trials(groups: 3, each: 4, own: 0.3))

    #expect(found.count == 12)
    #expect(found.clusters == 3)
    #expect(found.members == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    // Two trials of a group share 1 ÷ (1 + 0.09) of their variance; 18 of 66 pairs are of a group.
    // The 48 others follow three correlations of groups, each with an error of 1 ÷ √500: four
    // standard errors of their mean are 4 × 48 ÷ 66 ÷ √1,500.
    let shared = 18.0 / 66 / 1.09
    let bound = 4 * 48 / 66 / 1500.0.squareRoot()
    #expect(agrees(found.meanCorrelation, shared, within: bound))
    let mean = found.meanCorrelation
    #expect(agrees(found.byCorrelation, mean + (1 - mean) * 12, within: 1e-12))
  }

  @Test func `the same trial again adds nothing`() throws {
    let trial = Self.trials(groups: 1, each: 1, own: 1)[0]
    let found = try EffectiveTrials(of: [trial, trial, trial])

    #expect(found.clusters == 1)
    #expect(agrees(found.byCorrelation, 1, within: 1e-9))
    let evidence = try #require(SharpeEvidence(of: trial))
    let deflated = try found.deflate(evidence)
    #expect(agrees(deflated.strictest, try #require(evidence.probability(above: 0)), within: 1e-9))
  }

  @Test func `the gate reads the strictest count`() throws {
    let trials = Self.trials(groups: 4, each: 3, own: 0.5)
    let found = try EffectiveTrials(of: trials)
    let evidence = try #require(SharpeEvidence(of: trials[0]))
    let deflated = try found.deflate(evidence)

    #expect(
      agrees(
        deflated.byCount,
        try #require(evidence.deflated(by: trials.compactMap { SharpeEvidence(of: $0)?.sharpe })),
        within: 1e-12))
    #expect(deflated.strictest <= deflated.byCount)
    #expect(deflated.strictest <= deflated.byClusters)
    #expect(agrees(evidence.probability(above: deflated.benchmark), deflated.strictest, within: 1e-12))
  }

  @Test func `one trial, an idle one and a short one are refused`() {
    let trial = Self.trials(groups: 1, each: 1, own: 1)[0]
    #expect(throws: InsufficientData.tooFew("trials", found: 1, needed: 2)) {
      try EffectiveTrials(of: [trial])
    }
    #expect(throws: InsufficientData.constant("trial 1")) {
      try EffectiveTrials(of: [trial, [Double](repeating: 0, count: 500)])
    }
    #expect(throws: InsufficientData.mismatched("trials")) {
      try EffectiveTrials(of: [trial, Array(trial.prefix(100))])
    }
  }

  @Test(arguments: [(2.0, 0.519755), (5, 1.192594), (10, 1.574598), (100, 2.530603), (1000, 3.255122)])
  func `an effective number that is whole has the whole number's maximum`(
    trials: Double, height: Double
  ) {
    #expect(agrees(expectedMaximumSharpe(effectiveTrials: trials, variance: 1), height, within: 1e-6))
  }

  @Test func `up to one trial there is nothing to deflate`() {
    #expect(expectedMaximumSharpe(effectiveTrials: 1, variance: 1) == 0)
    #expect(expectedMaximumSharpe(effectiveTrials: 0.4, variance: 1) == 0)
    #expect(expectedMaximumSharpe(effectiveTrials: 1.01, variance: 1) == 0)
  }

  @Test func `five years allow forty-five trials`() {
    #expect(searchBudget(years: 5, target: 1) == 45)
    #expect(searchBudget(years: 0.1, target: 1) == 1)
    #expect(searchBudget(years: -1, target: 1) == 1)
    for years in [3.0, 8, 12] {
      let budget = searchBudget(years: years, target: 1)
      #expect(minimumBacktestYears(trials: budget, target: 1) <= years)
      #expect(minimumBacktestYears(trials: budget + 1, target: 1) > years)
    }
  }
}
