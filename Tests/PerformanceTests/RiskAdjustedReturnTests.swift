import Performance
import Testing

/// Expected values: empyrical-reloaded 0.7.1; see Fixtures/golden/R3/ORIGIN.md.
@Suite struct RiskAdjustedReturnTests {
  struct Reference: Decodable { let series: [String: [String: Double]] }

  @Test(arguments: GoldenReturns.names)
  func `every figure equals the reference library's`(name: String) throws {
    let expected = try #require(
      try GoldenReturns.json("performance.json", as: Reference.self).series[name])
    let pair = try GoldenReturns.returns(name)

    let figures = RiskAdjustedReturn(of: pair.own.returns)
    let comparison = BenchmarkComparison(of: pair.own.returns, against: pair.benchmark)
    let tail = try #require(TailLoss.historical(of: pair.own.returns, level: 0.95))

    let computed: [(String, Double?)] = [
      ("cum_return", figures.totalReturn), ("annual_return", figures.annualReturn),
      ("annual_volatility", figures.annualVolatility), ("sharpe", figures.sharpe),
      ("sortino", figures.sortino), ("downside_risk", figures.downsideRisk),
      ("max_drawdown", figures.maximumDrawdown), ("calmar", figures.calmar),
      ("omega", figures.omega), ("tail_ratio", figures.tailRatio),
      ("stability", figures.stability), ("skew_population", figures.skewness),
      ("kurtosis_population_pearson", figures.kurtosis), ("alpha", comparison.alpha),
      ("beta", comparison.beta), ("up_capture", comparison.upCapture),
      ("down_capture", comparison.downCapture), ("excess_sharpe", comparison.excessSharpe),
      ("var_05", -tail.valueAtRisk), ("cvar_05", -tail.expectedShortfall),
      ("n", Double(pair.own.count)),
    ]
    #expect(Set(computed.map(\.0)) == Set(expected.keys))
    for (key, value) in computed {
      #expect(agrees(value, expected[key]), "\(key): \(String(describing: value))")
    }
  }

  @Test func `returns that never vary have no ratio, and never an infinite one`() {
    for constant in [0.0, 0.001] {
      let figures = RiskAdjustedReturn(of: [Double](repeating: constant, count: 300))

      #expect(figures.sharpe == nil)
      #expect(figures.sortino == nil)
      #expect(figures.calmar == nil)
      #expect(figures.omega == nil)
      #expect(figures.skewness == nil)
    }
    #expect(RiskAdjustedReturn(of: [0.0, 0, 0]).totalReturn == 0)
  }

  @Test func `no returns have no figure at all`() {
    let figures = RiskAdjustedReturn(of: [])

    #expect(figures.totalReturn == nil)
    #expect(figures.annualReturn == nil)
    #expect(figures.maximumDrawdown == nil)
    #expect(figures.tailRatio == nil)
    #expect(figures.stability == nil)
    #expect(TailLoss.historical(of: [], level: 0.95) == nil)
  }

  @Test func `a total loss has a total return but no log path`() {
    let figures = RiskAdjustedReturn(of: [0.1, -1, 0])

    #expect(figures.totalReturn == -1)
    #expect(figures.annualReturn == -1)
    #expect(figures.maximumDrawdown == -1)
    #expect(figures.stability == nil)
  }

  @Test func `scaling every return leaves the ratios alone`() throws {
    let returns = try GoldenReturns.returns("SP500_2014_2018").own.returns
    let once = RiskAdjustedReturn(of: returns)
    let half = RiskAdjustedReturn(of: returns.map { $0 / 2 })

    #expect(agrees(half.sharpe, once.sharpe))
    #expect(agrees(half.sortino, once.sortino))
    #expect(agrees(half.omega, once.omega))
    #expect(agrees(half.annualVolatility, once.annualVolatility.map { $0 / 2 }))
  }

  @Test func `a benchmark compared with itself has beta one and alpha nought`() throws {
    let benchmark = try GoldenReturns.returns("SP500_2001_2005").benchmark
    let comparison = BenchmarkComparison(of: benchmark, against: benchmark)

    #expect(agrees(comparison.beta, 1))
    #expect(agrees(comparison.alpha, 0))
    #expect(agrees(comparison.upCapture, 1))
    #expect(comparison.excessSharpe == nil)
  }

  @Test func `a benchmark that never moves explains nothing`() {
    let comparison = BenchmarkComparison(of: [0.01, -0.02, 0.03], against: [0, 0, 0])

    #expect(comparison.beta == nil)
    #expect(comparison.alpha == nil)
    #expect(comparison.upCapture == nil)
  }
}
