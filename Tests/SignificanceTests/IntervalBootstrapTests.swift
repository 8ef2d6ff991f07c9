import Kernels
import Significance
import Testing

@Suite struct IntervalBootstrapTests {
  @Test func `the Sharpe ratio's interval agrees with the fast resampling`() throws {
    let returns = try Reference.returns()
    let plan = ResamplingPlan(replications: 1000, seed: 8)
    let fast = try #require(StationaryBootstrap(of: returns, blockLength: 8, plan: plan))
    let ratios = (0..<plan.chunks).flatMap { fast.draw(chunk: $0).sharpes }.sorted()

    let found = try IntervalBootstrap(of: returns, blockLength: 8, plan: plan)
      .run(confidence: 0.95, Estimate.sharpe)

    // Four standard errors of a 2.5 % quantile of 1,000 resamples are about 0.3 deviations.
    let bound = 0.4 * found.standardError
    #expect(agrees(found.estimate, fast.sharpe, within: 1e-12))
    #expect(abs(found.percentile.lowerBound - quantile(0.025, ofSorted: ratios)) < bound)
    #expect(abs(found.percentile.upperBound - quantile(0.975, ofSorted: ratios)) < bound)
    let studentised = try #require(found.studentised)
    #expect(studentised.contains(found.estimate))
    #expect(abs(studentised.lowerBound - found.percentile.lowerBound) < found.standardError)
    #expect(found.replications == 1000)
  }

  @Test func `a statistic without an error has no studentised interval`() throws {
    let returns = try Reference.returns()
    let found = try IntervalBootstrap(
      of: returns, blockLength: 8, plan: ResamplingPlan(replications: 100, seed: 8)
    ).run(confidence: 0.9) { Estimate(value: quantile(0.5, of: $0)) }

    #expect(found.studentised == nil)
    #expect(found.percentile.lowerBound < found.percentile.upperBound)
  }

  @Test func `a statistic that is often undefined, and returns that do not vary, have no interval`()
    throws
  {
    let plan = ResamplingPlan(replications: 100, seed: 8)
    let bootstrap = try IntervalBootstrap(of: try Reference.returns(), blockLength: 8, plan: plan)
    #expect(throws: InsufficientData.undefined("the statistic has no value on the series")) {
      try bootstrap.run(confidence: 0.9) { _ in nil }
    }
    var calls = 0
    #expect(throws: InsufficientData.self) {
      try bootstrap.run(confidence: 0.9) { _ in
        calls += 1
        return calls % 2 == 1 ? Estimate(value: 1) : nil
      }
    }
    #expect(throws: InsufficientData.constant("the series")) {
      try IntervalBootstrap(of: [Double](repeating: 0, count: 90), blockLength: 1, plan: plan)
    }
  }
}
