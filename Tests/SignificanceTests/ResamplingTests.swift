import Kernels
import Performance
import Significance
import Testing

@Suite struct ResamplingTests {
  struct Bootstrap: Decodable {
    struct Series: Decodable {
      let sharpe, mean_block, boot_mean, boot_sd, p_sharpe_le_0: Double
      let quantiles: [String: Double]
    }
    let series: [String: Series]
  }

  /// Bounds: four Monte-Carlo standard errors (ORIGIN.md): 1.5 % for mean and deviation, 0.02 for a
  /// quantile, and 0.04 for those beyond 2.5 %, where resamples are sparse.
  @Test func `the resampled Sharpe ratios are distributed as arch's`() throws {
    let expected = try #require(
      try Reference.json("bootstrap.json", as: Bootstrap.self).series["SP500_2014_2018"])
    let bootstrap = try #require(
      StationaryBootstrap(
        of: try Reference.returns(), blockLength: expected.mean_block,
        plan: ResamplingPlan(replications: 20_000, seed: 42)))

    let ratios = (0..<bootstrap.plan.chunks).flatMap { bootstrap.draw(chunk: $0).sharpes }
      .map { $0 * sessionsPerYear.squareRoot() }.sorted()

    #expect(ratios.count == 20_000)
    #expect(abs(mean(of: ratios) / expected.boot_mean - 1) < 0.015)
    #expect(abs(standardDeviation(of: ratios) / expected.boot_sd - 1) < 0.015)
    for (probability, value) in expected.quantiles.sorted(by: { $0.key < $1.key }) {
      let p = try #require(Double(probability))
      let bound = p < 0.03 || p > 0.97 ? 0.04 : 0.02
      #expect(abs(quantile(p, ofSorted: ratios) - value) < bound, "quantile \(probability)")
    }
    let losing = Double(ratios.count { $0 <= 0 }) / 20_000
    #expect(abs(losing - expected.p_sharpe_le_0) < 0.008)
  }

  @Test func `a strategy with a strongly negative Sharpe ratio gets a p-value above one half`()
    throws
  {
    let losing = try Reference.returns().map { $0 - 0.002 }
    let plan = ResamplingPlan(replications: 1000, seed: 1)

    let flips = try #require(SignFlipTest(of: losing, plan: plan)).run()
    let blocks = try #require(StationaryBootstrap(of: losing, blockLength: 5, plan: plan)).run()

    #expect(flips > 0.99)
    #expect(blocks > 0.99)
  }

  @Test func `a strategy with a large true edge gets the smallest p-value there is`() throws {
    let winning = try Reference.returns().map { $0 + 0.003 }
    let plan = ResamplingPlan(replications: 999, seed: 1)

    #expect(SignFlipTest(of: winning, plan: plan)?.run() == 0.001)
    #expect(StationaryBootstrap(of: winning, blockLength: 5, plan: plan)?.run() == 0.001)
  }

  @Test func `the p-value and its mirror image add up to one, but for ties`() throws {
    let returns = try Reference.returns()
    let plan = ResamplingPlan(replications: 4000, seed: 9)

    let p = try #require(SignFlipTest(of: returns, plan: plan)).run()
    let mirrored = try #require(SignFlipTest(of: returns.map { -$0 }, plan: plan)).run()

    #expect(abs(p + mirrored - 1) < 0.03)
    #expect(p < 0.2)
    #expect(mirrored > 0.8)
  }

  /// Under the null hypothesis a p-value is uniform: about one series in twenty falls below 5 %.
  @Test func `series without an edge pass about as often as luck allows`() throws {
    var generator = SeededGenerator(seed: 2024)
    var (flipsBelow, blocksBelow) = (0, 0)
    let series = 400
    for trial in 0..<series {
      let returns = (0..<120).map { _ in generator.uniform() - 0.5 }
      let plan = ResamplingPlan(replications: 199, seed: UInt64(trial))
      if try #require(SignFlipTest(of: returns, plan: plan)).run() <= 0.05 { flipsBelow += 1 }
      let blocks = StationaryBootstrap(of: returns, blockLength: 1, plan: plan)
      if try #require(blocks).run() <= 0.05 { blocksBelow += 1 }
    }

    // 5 % of 400 is 20 with a standard error of 4.4.
    #expect((7...34).contains(flipsBelow), "\(flipsBelow) of \(series)")
    #expect((7...34).contains(blocksBelow), "\(blocksBelow) of \(series)")
  }

  @Test func `one seed gives one answer, chunks in any order, and another seed another`() throws {
    let returns = try Reference.returns()
    let plan = ResamplingPlan(replications: 2100, seed: 5)
    let test = try #require(StationaryBootstrap(of: returns, blockLength: 3, plan: plan))

    let forward = (0..<plan.chunks).map { test.draw(chunk: $0).exceedances }
    let backward = (0..<plan.chunks).reversed().map { test.draw(chunk: $0).exceedances }
    let other = StationaryBootstrap(
      of: returns, blockLength: 3, plan: ResamplingPlan(replications: 2100, seed: 6))

    #expect(plan.chunks == 5)
    #expect(forward == backward.reversed())
    #expect(Set(forward).count > 1, "Chunks draw from generators of their own.")
    #expect(
      other.map { test in (0..<plan.chunks).map { test.draw(chunk: $0).exceedances } } != forward)
  }

  @Test func `longer blocks keep dependence and so raise the p-value of a persistent series`()
    throws
  {
    var generator = PlainGenerator(state: 1)
    let persistent = generator.autoregressive(600).map { $0 + 0.04 }
    let plan = ResamplingPlan(replications: 2000, seed: 3)

    let short = try #require(StationaryBootstrap(of: persistent, blockLength: 1, plan: plan)).run()
    let long = try #require(StationaryBootstrap(of: persistent, blockLength: 20, plan: plan)).run()

    #expect(long > short * 1.5)
  }

  @Test func `returns that do not vary have no p-value`() {
    let plan = ResamplingPlan(replications: 100, seed: 1)

    #expect(SignFlipTest(of: [0, 0, 0], plan: plan) == nil)
    #expect(StationaryBootstrap(of: [0.01, 0.01], blockLength: 1, plan: plan) == nil)
    #expect(StationaryBootstrap(of: [], blockLength: 1, plan: plan) == nil)
    #expect(pValue(exceedances: 0, replications: 99) == 0.01)
    #expect(pValue(exceedances: 99, replications: 99) == 1)
  }
}
