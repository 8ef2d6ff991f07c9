import Kernels
import Significance
import Testing

/// How often tests of 5 % cry wolf where there is nothing, and how often they see what is there.
@Suite struct CalibrationTests {
  /// What two thousand data sets without an edge may have rejected.
  static let sound = 0.035...0.065

  /// Twelve uniform draws less six: very nearly normal, with deviation 1.
  static func noise(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    (0..<count).map { _ in
      var sum = -6.0
      for _ in 0..<12 { sum += generator.uniform() }
      return sum
    }
  }

  private static func rate(_ count: Int, _ rejects: (UInt64) throws -> Bool) rethrows -> Double {
    var rejected = 0
    for seed in 0..<UInt64(count) where try rejects(seed) { rejected += 1 }
    return Double(rejected) / Double(count)
  }

  @Test func `a mean of zero is rejected as often as it should be`() throws {
    let rate = try Self.rate(2000) { seed in
      var generator = SeededGenerator(seed: seed)
      return try NeweyWestMean(of: Self.noise(400, &generator)).pValue < 0.05
    }
    #expect(Self.sound.contains(rate), "\(rate)")
  }

  @Test func `positions without foresight are rejected as often as they should be`() throws {
    let rate = try Self.rate(2000) { seed in
      var generator = SeededGenerator(seed: seed)
      let returns = Self.noise(60, &generator)
      let positions = Self.noise(60, &generator)
      return try TimingTest(
        positions: positions, returns: returns, null: .shuffledReturns,
        plan: ResamplingPlan(replications: 199, seed: seed)
      ).run() <= 0.05
    }
    #expect(Self.sound.contains(rate), "\(rate)")
  }

  @Test func `a family at the edge of the null is rejected as often as it should be`() throws {
    var reality = 0
    var superior = 0
    for seed in 0..<UInt64(2000) {
      var generator = SeededGenerator(seed: seed)
      let family = (0..<4).map { _ in Self.noise(120, &generator) }
      let evidence = try FamilyTest(
        of: family, blockLength: 2, plan: ResamplingPlan(replications: 199, seed: seed)
      ).run()
      if evidence.realityCheck <= 0.05 { reality += 1 }
      if evidence.superiorUpper <= 0.05 { superior += 1 }
    }
    #expect(Self.sound.contains(Double(reality) / 2000), "\(reality)")
    #expect(Self.sound.contains(Double(superior) / 2000), "\(superior)")
  }

  @Test func `the best of twenty without skill rarely survives deflation`() throws {
    let rate = try Self.rate(400) { seed in
      var generator = SeededGenerator(seed: seed)
      let evidence = (0..<20).compactMap { _ in
        SharpeEvidence(of: Self.noise(250, &generator))
      }
      let best = try #require(evidence.max { $0.sharpe < $1.sharpe })
      return try #require(best.deflated(by: evidence.map(\.sharpe))) > 0.95
    }
    #expect(rate <= 0.05, "\(rate)")
  }

  /// Held against what twenty skill-less trials vary by, 1 ÷ T. Where the found trial's own ratio
  /// counts among the varying ones, the bar rises with the find and fewer are found.
  @Test func `an annual ratio of one and a half over ten years is found among twenty`() throws {
    let bar = expectedMaximumSharpe(trials: 20, variance: 1.0 / 2520)
    let rate = try Self.rate(100) { seed in
      var generator = SeededGenerator(seed: seed)
      let found = Self.noise(2520, &generator).map { $0 + 1.5 / 252.0.squareRoot() }
      return try #require(SharpeEvidence(of: found)?.probability(above: bar)) > 0.95
    }
    #expect(rate >= 0.8, "\(rate)")
  }

  @Test func `noise is overfitted about every second time`() throws {
    var sum = 0.0
    for seed in 0..<UInt64(150) {
      var generator = SeededGenerator(seed: seed)
      let trials = (0..<6).map { _ in Self.noise(64, &generator) }
      sum += try #require(OverfittingProbability(of: trials, blocks: 6)).probability
    }
    // Four standard errors: a single set's probability deviates by some 0.25.
    #expect(abs(sum / 150 - 0.5) < 0.082, "\(sum / 150)")
  }

  @Test func `more trials and more spread deflate more, and more history less`() throws {
    func deflated(_ trials: Int, _ variance: Double, _ sessions: Int) throws -> Double {
      let evidence = SharpeEvidence(
        sharpe: 0.1, observations: sessions, skewness: -0.4, kurtosis: 5)
      return try #require(
        evidence.probability(above: expectedMaximumSharpe(trials: trials, variance: variance)))
    }
    #expect(try deflated(10, 0.001, 1000) > deflated(20, 0.001, 1000))
    #expect(try deflated(10, 0.001, 1000) > deflated(10, 0.002, 1000))
    #expect(try deflated(10, 0.001, 1000) < deflated(10, 0.001, 2000))
  }

  @Test func `neither the unit of returns nor the order of trials matters`() throws {
    var generator = SeededGenerator(seed: 3)
    let trials = (0..<6).map { _ in Self.noise(120, &generator) }
    // A power of two leaves every digit alone.
    let scaled = trials.map { $0.map { $0 / 64 } }
    let found = try #require(OverfittingProbability(of: trials, blocks: 8))

    #expect(OverfittingProbability(of: scaled, blocks: 8) == found)
    #expect(
      OverfittingProbability(of: trials.reversed(), blocks: 8)?.probability == found.probability)
    #expect(
      try EffectiveTrials(of: scaled).members == EffectiveTrials(of: trials).members)
    let (own, smaller) = (SharpeEvidence(of: trials[0]), SharpeEvidence(of: scaled[0]))
    #expect(own?.probability(above: 0) == smaller?.probability(above: 0))
  }
}
