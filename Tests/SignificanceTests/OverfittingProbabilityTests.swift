import Significance
import Testing

/// Expected values: Fixtures/golden/R3/overfitting.json and known answers computed with NumPy.
@Suite struct OverfittingProbabilityTests {
  struct Overfitting: Decodable {
    struct Split: Decodable {
      let S, rows_used, combinations: Int
      let pbo, mean_logit, sd_logit, prob_oos_loss, degradation_slope, degradation_intercept: Double
    }
    let pbo: [Split]
  }

  @Test func `twenty crossovers are as overfitted as the reference says`() throws {
    let trials = try Reference.columns("trials.csv")
    for expected in try Reference.json("overfitting.json", as: Overfitting.self).pbo {
      let found = try #require(OverfittingProbability(of: trials, blocks: expected.S))

      #expect(found.sessionsUsed == expected.rows_used)
      #expect(found.combinations == expected.combinations)
      #expect(found.probability == expected.pbo)
      #expect(agrees(found.meanLogit, expected.mean_logit, within: 1e-9))
      #expect(agrees(found.deviationLogit, expected.sd_logit, within: 1e-9))
      #expect(agrees(found.lossProbability, expected.prob_oos_loss, within: 1e-9))
      #expect(agrees(found.degradationSlope, expected.degradation_slope, within: 1e-6))
      #expect(agrees(found.degradationIntercept, expected.degradation_intercept, within: 1e-6))
    }
  }

  @Test func `noise is overfitted and a planted edge is not`() throws {
    var generator = PlainGenerator(state: 7)
    let rows = (0..<240).map { _ in generator.centred(10) }
    var columns = (0..<10).map { column in rows.map { $0[column] } }

    let noise = try #require(OverfittingProbability(of: columns, blocks: 8))
    columns[3] = columns[3].map { $0 + 0.12 }
    let planted = try #require(OverfittingProbability(of: columns, blocks: 8))

    #expect(noise.combinations == 70)
    #expect(agrees(noise.probability, 0.3, within: 1e-12))
    #expect(agrees(noise.meanLogit, 0.984563, within: 1e-6))
    #expect(planted.probability == 0)
  }

  @Test func `one trial, too few sessions or an idle trial give no probability`() {
    let trial = (0..<40).map { Double($0 % 7) - 3 }
    let idle = [Double](repeating: 0, count: 40)

    #expect(OverfittingProbability(of: [trial], blocks: 8) == nil)
    #expect(
      OverfittingProbability(of: [Array(trial[..<15]), Array(trial[..<15])], blocks: 8) == nil)
    #expect(OverfittingProbability(of: [trial, idle], blocks: 8) == nil)
  }

  @Test func `a planted edge dominates the mean trial and noise's winner does not`() throws {
    var generator = PlainGenerator(state: 7)
    let rows = (0..<240).map { _ in generator.centred(10) }
    var columns = (0..<10).map { column in rows.map { $0[column] } }
    columns[3] = columns[3].map { $0 + 0.3 }

    let planted = try #require(OverfittingProbability(of: columns, blocks: 8))

    #expect(planted.hasFirstOrderDominance)
    #expect(planted.hasSecondOrderDominance)
    #expect(StochasticDominance(of: [1, 2], over: [0, 2]).first)
    // The same mean, less spread: only who shuns risk prefers it.
    let calm = StochasticDominance(of: [1, 1], over: [0, 2])
    #expect(!calm.first && calm.second)
    let equal = StochasticDominance(of: [1, 2], over: [2, 1])
    #expect(!equal.first && !equal.second)
    let worse = StochasticDominance(of: [0, 2], over: [1, 1])
    #expect(!worse.first && !worse.second)
  }

  @Test func `drawn choices say what all choices say, and the same for one seed`() throws {
    let trials = try Reference.columns("trials.csv")
    let all = try #require(OverfittingProbability(of: trials, blocks: 10))
    let plan = ResamplingPlan(replications: 1000, seed: 4)
    let drawn = try #require(OverfittingProbability(of: trials, blocks: 10, sampling: plan))
    let again = try #require(OverfittingProbability(of: trials, blocks: 10, sampling: plan))
    let finer = OverfittingProbability(of: trials, blocks: 20, sampling: plan)

    #expect(drawn.combinations == 1000)
    // Four standard errors of a share of 1,000.
    #expect(abs(drawn.probability - all.probability) < 0.064)
    #expect(drawn == again)
    #expect(finer != nil)
  }
}
