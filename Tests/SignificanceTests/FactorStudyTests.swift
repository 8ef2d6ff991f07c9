import Kernels
import Significance
import Testing

@Suite struct FactorStudyTests {
  /// Days of 20 names: returns are `strength` × value + noise.
  static func days(
    _ rows: Int = 60, strength: Double, width: Int = 20, seed: UInt64 = 3
  ) -> (values: [Double], forwards: [Double]) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<(rows * width)).map { _ in generator.uniform() - 0.5 }
    let forwards = values.map { strength * $0 + generator.uniform() - 0.5 }
    return (values, forwards)
  }

  static func sections(_ strength: Double, seed: UInt64 = 3) throws -> FactorCrossSections {
    let (values, forwards) = days(strength: strength, seed: seed)
    return try FactorCrossSections(values: values, forwards: forwards, width: 20)
  }

  @Test func `a day's coefficients are Pearson's and Spearman's`() throws {
    // Ten names with value 1 … 10 and squared returns: ranks agree wholly, values nearly.
    let values = (1...10).map(Double.init) + [.nan]
    let forwards = (1...10).map { Double($0 * $0) } + [5]
    let found = try FactorCrossSections(values: values, forwards: forwards, width: 11)

    // cov = 907.5 ÷ 9, var x = 82.5 ÷ 9, var y = 10510.5 ÷ 9: from Σ x³ = 3025 and Σ x⁴ = 25333.
    #expect(agrees(found.coefficients[0], 907.5 / (82.5 * 10510.5).squareRoot(), within: 1e-12))
    #expect(agrees(found.rankCoefficients[0], 1, within: 1e-12))
  }

  @Test func `nine names are too few and ten equal values say nothing`() throws {
    let row = (0..<10).map(Double.init)
    let nine = try FactorCrossSections(values: [.nan] + row.dropFirst(), forwards: row, width: 10)
    let flat = try FactorCrossSections(
      values: [Double](repeating: 1, count: 10), forwards: row, width: 10)

    #expect(nine.coefficients == [nil])
    #expect(flat.rankCoefficients == [nil])
    #expect(throws: InsufficientData.tooFew("names", found: 9, needed: 10)) {
      try FactorCrossSections(values: [], forwards: [], width: 9)
    }
    #expect(throws: InsufficientData.self) {
      try FactorCrossSections(values: row, forwards: row + row, width: 10)
    }
  }

  @Test func `the four figures of strength keep apart`() throws {
    let coefficients = (0..<100).map { $0 % 3 == 0 ? -0.01 : 0.03 } as [Double?]
    let found = try FactorStrength(of: coefficients + [nil], horizon: 5)

    let known = coefficients.compactMap { $0 }
    let ratio = mean(of: known) / standardDeviation(of: known)
    #expect(found.days == 100)
    #expect(agrees(found.mean, (66 * 0.03 - 34 * 0.01) / 100, within: 1e-12))
    #expect(agrees(found.ratio, ratio, within: 1e-12))
    #expect(agrees(found.annualRatio, ratio * (252.0 / 5).squareRoot(), within: 1e-12))
    #expect(agrees(found.independenceT, ratio * 10, within: 1e-12))
    #expect(found.neweyWestT == (try NeweyWestMean(of: known, horizon: 5)).t)
    #expect(found.shareAbove == 0.66)
    #expect(throws: InsufficientData.self) {
      try FactorStrength(of: [Double?](repeating: nil, count: 90), horizon: 1)
    }
  }

  @Test func `a forward return begins after its signal is known`() {
    // Two names over five closes.
    let closes = [10, 100, 11, 100, 12, 50, 15, 100, .nan, 100.0]
    let found = FactorCrossSections.forwardReturns(closes: closes, width: 2, horizon: 1)

    #expect(agrees(found[0], 12.0 / 11 - 1, within: 1e-12))
    #expect(agrees(found[1], -0.5, within: 1e-12))
    #expect(agrees(found[3], 1, within: 1e-12))
    #expect(found[4].isNaN && found[6].isNaN && found[8].isNaN)
  }

  @Test func `a decay halves where less than half is left`() throws {
    let points = zip(FactorDecay.horizons, [0.04, 0.03, 0.021, 0.02, 0.0199, 0.01])
      .map { FactorDecay.Point(horizon: $0, mean: $1) }
    #expect(try FactorDecay(points: points).halfLife == 10)
    let negative = points.map { FactorDecay.Point(horizon: $0.horizon, mean: -$0.mean) }
    #expect(try FactorDecay(points: negative).halfLife == 10)
    #expect(try FactorDecay(points: Array(points.prefix(3))).halfLife == nil)
    #expect(throws: InsufficientData.self) { try FactorDecay(points: []) }
    #expect(throws: InsufficientData.self) { try FactorDecay(points: points.reversed()) }
  }

  @Test func `buckets rise with a strong factor`() throws {
    let found = try Self.sections(2).quantiles(5)

    #expect(found.means.count == 5)
    #expect(agrees(found.monotonicity, 1, within: 1e-12))
    #expect(found.spreads.count == 60)
    #expect(agrees(mean(of: found.spreads), found.means[4] - found.means[0], within: 1e-12))
    #expect(throws: InsufficientData.self) { try Self.sections(2).quantiles(1) }
  }

  @Test func `values that stay have a rank autocorrelation of one`() throws {
    let row = (0..<12).map { Double($0 * 7 % 12) }
    let stays = try FactorCrossSections(values: row + row, forwards: row + row, width: 12)
    let turns = try FactorCrossSections(
      values: row + row.map { -$0 }, forwards: row + row, width: 12)

    #expect(stays.rankAutocorrelations[0] == nil)
    #expect(agrees(stays.rankAutocorrelations[1], 1, within: 1e-12))
    #expect(agrees(turns.rankAutocorrelations[1], -1, within: 1e-12))
  }

  @Test func `a neutral factor keeps nothing of its sectors and styles`() throws {
    let (own, forwards) = Self.days(strength: 0)
    var generator = SeededGenerator(seed: 77)
    let size = own.map { _ in generator.uniform() }
    let sectors = (0..<20).map { Int32($0 % 3) }
    let styled = own.indices.map { 0.2 * own[$0] + 3 * size[$0] + Double(sectors[$0 % 20]) }
    let raw = try FactorCrossSections(values: styled, forwards: forwards, width: 20)
    // The second exposure repeats the first: it explains nothing more.
    let found = try raw.neutral(sectors: sectors, exposures: [size, size.map { 2 * $0 }])
    let pure = try FactorCrossSections(values: own, forwards: forwards, width: 20)
      .neutral(sectors: sectors, exposures: [size])

    for row in 0..<60 {
      let range = (row * 20)..<(row * 20 + 20)
      #expect(abs(correlation(of: Array(found.values[range]), and: Array(size[range]))) < 1e-9)
      for sector in Int32(0)..<3 {
        let rest = range.filter { sectors[$0 % 20] == sector }.map { found.values[$0] }
        #expect(abs(compensatedSum(of: rest)) < 1e-9)
      }
    }
    for (a, b) in zip(found.values, pure.values) { #expect(agrees(a, 0.2 * b, within: 1e-9)) }
    #expect(NeutralComparison(raw: 0.04, neutral: 0.01).isStyleInDisguise)
    #expect(!NeutralComparison(raw: 0.04, neutral: 0.02).isStyleInDisguise)
    #expect(NeutralComparison(raw: 0, neutral: 0.02).lost == nil)
  }

  @Test func `turnover counts what is traded back after the drift`() throws {
    // Half and half; the first doubles: 2/3 and 1/3 are traded back to half each.
    let found = try FactorTrading(
      weights: [0.5, 0.5, 0.5, 0.5], returns: [1, 0, 0.02, 0.02], width: 2)

    #expect(agrees(found.turnovers.first, 1.0 / 6, within: 1e-12))
    // Mean gross return (0.5 + 0.02) ÷ 2 over 1/3 traded.
    #expect(agrees(found.breakEvenBasisPoints, 1e4 * 0.26 * 3, within: 1e-8))
    let idle = try FactorTrading(weights: [1, 1], returns: [0.1, 0.1], width: 1)
    #expect(idle.breakEvenBasisPoints == nil)
    #expect(throws: InsufficientData.undefined("the account was lost in row 0")) {
      try FactorTrading(weights: [1, 1], returns: [-1, 0], width: 1)
    }
  }

  @Test func `shuffling names finds skill and leaves noise alone`() throws {
    let plan = ResamplingPlan(replications: 199, seed: 5)
    #expect(try Self.sections(0.5).permutationPValue(plan) == 1.0 / 200)
    #expect(try Self.sections(0).permutationPValue(plan) > 0.05)
  }
}
