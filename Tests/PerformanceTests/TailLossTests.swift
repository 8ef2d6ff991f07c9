import Performance
import Testing

/// Expected values: NumPy and SciPy; see Fixtures/golden/R3/ORIGIN.md.
@Suite struct TailLossTests {
  struct Reference: Decodable { let series: [String: [String: [String: Double]]] }

  @Test(arguments: GoldenReturns.names, [0.95, 0.99])
  func `three ways of reading the tail equal the reference`(name: String, level: Double) throws {
    let expected = try #require(
      try GoldenReturns.json("risk.json", as: Reference.self).series[name]?["\(level)"])
    let returns = try GoldenReturns.returns(name).own.returns

    let historical = try #require(TailLoss.historical(of: returns, level: level))
    let normal = try #require(TailLoss.normal(of: returns, level: level))
    let bent = try #require(TailLoss.cornishFisher(of: returns, level: level))

    #expect(agrees(historical.valueAtRisk, expected["hist_var"]))
    #expect(agrees(historical.expectedShortfall, expected["hist_es_k_worst"]))
    #expect(agrees(normal.valueAtRisk, expected["normal_var"]))
    #expect(agrees(normal.expectedShortfall, expected["normal_es"]))
    #expect(agrees(bent.valueAtRisk, expected["cornish_fisher_var"]))
    #expect(agrees(bent.expectedShortfall, expected["cornish_fisher_es"]))
  }

  @Test func `too few returns have no tail`() {
    let returns = (0..<19).map { Double($0) / 1000 - 0.01 }

    #expect(TailLoss.historical(of: returns, level: 0.95) == nil)
    #expect(TailLoss.normal(of: returns, level: 0.95) == nil)
    #expect(TailLoss.cornishFisher(of: returns, level: 0.95) == nil)
    #expect(TailLoss.historical(of: returns + [0.01], level: 0.95) != nil)
  }

  @Test func `a book that never moves risks nothing by history and has no fitted tail`() throws {
    let idle = [Double](repeating: 0, count: 100)

    let tail = try #require(TailLoss.historical(of: idle, level: 0.95))
    #expect(tail.valueAtRisk == 0)
    #expect(tail.expectedShortfall == 0)
    #expect(TailLoss.normal(of: idle, level: 0.95) == nil)
  }
}
