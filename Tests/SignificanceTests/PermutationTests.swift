import Kernels
import Significance
import Testing

@Suite struct PermutationTests {
  static func market(seed: UInt64, count: Int = 200) -> MarketBars {
    var generator = SeededGenerator(seed: seed)
    var bars = MarketBars(open: [], high: [], low: [], close: [], volume: [])
    var close = 100.0
    for _ in 0..<count {
      let open = close * (1 + 0.01 * (generator.uniform() - 0.5))
      close = open * (1 + 0.02 * (generator.uniform() - 0.5))
      bars.open.append(open)
      bars.close.append(close)
      bars.high.append(max(open, close) * (1 + 0.01 * generator.uniform()))
      bars.low.append(min(open, close) * (1 - 0.01 * generator.uniform()))
      bars.volume.append(Double(generator.next() % 100_000))
    }
    return bars
  }

  /// Each permuted bar's open over the close before, sorted.
  static func gaps(_ bars: MarketBars) -> [Double] {
    (50..<200).map { bars.open[$0] / bars.close[$0 - 1] }.sorted()
  }

  /// Each permuted bar's volume and prices over its open, bars sorted.
  static func shapes(_ bars: MarketBars) -> [Double] {
    let shapes = (50..<200).map { (row: Int) -> [Double] in
      let open = bars.open[row]
      return [bars.volume[row], bars.high[row] / open, bars.low[row] / open, bars.close[row] / open]
    }
    return Array(shapes.sorted { $0.lexicographicallyPrecedes($1) }.joined())
  }

  static let plan = ResamplingPlan(replications: 199, seed: 12)

  @Test func `permuted bars keep the gaps, the shapes and both ends`() throws {
    let own = [Self.market(seed: 1), Self.market(seed: 2)]
    let permutation = try BarPermutation(of: own, from: 50, plan: Self.plan)
    for number in [0, 7, 198] {
      let found = permutation.markets(ofReplication: number)
      for (market, real) in zip(found, own) {
        #expect(market.close.prefix(50) == real.close.prefix(50))
        #expect(market.volume.prefix(50) == real.volume.prefix(50))
        #expect(agrees(market.close[199] / real.close[199], 1, within: 1e-9))
        #expect(market.close[50..<199] != real.close[50..<199])
        for row in 0..<200 {
          #expect(market.high[row] >= max(market.open[row], market.close[row]))
          #expect(market.low[row] <= min(market.open[row], market.close[row]))
        }
        for (a, b) in zip(Self.gaps(market), Self.gaps(real)) { #expect(agrees(a, b, within: 1e-9)) }
        for (a, b) in zip(Self.shapes(market), Self.shapes(real)) {
          #expect(agrees(a, b, within: 1e-9))
        }
      }
    }
  }

  @Test func `markets move in one order, and a replication is the same again`() throws {
    let market = Self.market(seed: 1)
    let permutation = try BarPermutation(of: [market, market], from: 1, plan: Self.plan)
    let found = permutation.markets(ofReplication: 3)

    #expect(found[0] == found[1])
    #expect(permutation.markets(ofReplication: 3) == found)
    #expect(permutation.markets(ofReplication: 4) != found)
  }

  @Test func `only a search that order helps is better than on permuted bars`() throws {
    var trending = Self.market(seed: 1)
    // The same bars, the falls first: a rule that is long in the second half knows the order.
    let steps = (1..<200).map { trending.close[$0] / trending.close[$0 - 1] }.sorted()
    for (index, step) in steps.enumerated() {
      let row = index + 1
      trending.open[row] = trending.close[row - 1]
      trending.close[row] = trending.close[row - 1] * step
      trending.high[row] = max(trending.open[row], trending.close[row])
      trending.low[row] = min(trending.open[row], trending.close[row])
    }
    let permutation = try BarPermutation(of: [trending], from: 1, plan: Self.plan)

    #expect(permutation.run { $0[0].close[199] / $0[0].close[100] } == 1.0 / 200)
    // The whole way is the same in every order: nothing to find.
    #expect(permutation.run { ($0[0].close[199] / $0[0].close[0] * 1e6).rounded() } == 1)
  }

  @Test func `impossible bars are refused`() {
    var bars = Self.market(seed: 1)
    bars.low[60] = bars.high[60] * 1.1
    var gap = Self.market(seed: 1)
    gap.open[3] = .nan
    #expect(throws: InsufficientData.undefined("bar 60 of market 0 contradicts itself")) {
      try BarPermutation(of: [bars], from: 50, plan: Self.plan)
    }
    #expect(throws: InsufficientData.notFinite("a price of market 0")) {
      try BarPermutation(of: [gap], from: 50, plan: Self.plan)
    }
    #expect(throws: InsufficientData.tooFew("bars", found: 10, needed: 30)) {
      try BarPermutation(of: [Self.market(seed: 1)], from: 190, plan: Self.plan)
    }
  }

  @Test(arguments: [TimingTest.Null.shuffledReturns, .shiftedSignal(holding: 3)])
  func `foresight is found and a coin is not`(null: TimingTest.Null) throws {
    var generator = SeededGenerator(seed: 21)
    let returns = (0..<400).map { _ in generator.uniform() - 0.5 }
    let coin = (0..<400).map { _ in generator.next() % 2 == 0 ? 1.0 : -1.0 }
    let plan = ResamplingPlan(replications: 999, seed: 2)

    let seer = try TimingTest(
      positions: returns.map { $0 > 0 ? 1 : -1 }, returns: returns, null: null, plan: plan)
    let gambler = try TimingTest(positions: coin, returns: returns, null: null, plan: plan)

    #expect(seer.run() == 0.001)
    #expect(gambler.run() > 0.05)
    #expect(gambler.run() == gambler.run())
  }

  @Test func `a position that never changes has no timing`() {
    let returns = (0..<100).map { Double($0 % 7) - 3 }
    #expect(throws: InsufficientData.constant("the position")) {
      try TimingTest(
        positions: [Double](repeating: 1, count: 100), returns: returns, null: .shuffledReturns,
        plan: Self.plan)
    }
    #expect(throws: InsufficientData.tooFew("sessions", found: 100, needed: 120)) {
      try TimingTest(
        positions: returns, returns: returns, null: .shiftedSignal(holding: 60), plan: Self.plan)
    }
  }

  @Test func `the order of trades changes the fall and never the total`() throws {
    var generator = SeededGenerator(seed: 5)
    let results = (0..<200).map { _ in 0.04 * (generator.uniform() - 0.48) }
    let worst = try PathRisk(of: results.sorted(), plan: Self.plan)
    let usual = try PathRisk(of: results, plan: Self.plan)

    #expect(PathRisk.label == "path risk")
    // Losses first: no order falls deeper.
    #expect(worst.shareAsDeep == 0)
    #expect(worst.maximumDrawdown < worst.worst5Percent)
    #expect(usual.worst5Percent <= usual.median)
    #expect(throws: InsufficientData.self) { try PathRisk(of: [0.1], plan: Self.plan) }
  }

  @Test func `two tails are doubled and held to one`() {
    #expect(twoSidedPValue(above: 4, below: 95, replications: 99) == 0.1)
    #expect(twoSidedPValue(above: 60, below: 60, replications: 99) == 1)
    #expect(twoSidedPValue(above: 0, below: 99, replications: 99) == 0.02)
  }
}
