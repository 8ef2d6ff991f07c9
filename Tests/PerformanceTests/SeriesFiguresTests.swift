import Kernels
import Performance
import Testing

@Suite struct SeriesFiguresTests {
  static func agrees(_ own: Double?, _ other: Double?) -> Bool {
    guard let own, let other else { return own == nil && other == nil }
    return abs(own - other) <= 1e-10 * max(1, abs(other))
  }

  @Test(arguments: [1, 2, 7, 8, 252, 1001])
  func `a table says of each series what is said of it alone`(sessions: Int) {
    var generator = SeededGenerator(seed: 4)
    let returns = (0..<(6 * sessions)).map { _ in 0.04 * (generator.uniform() - 0.49) }
    let table = SeriesFigures.table(of: returns, sessions: sessions)

    #expect(table.count == 6)
    for (series, found) in table.enumerated() {
      let alone = RiskAdjustedReturn(
        of: Array(returns[(series * sessions)..<((series + 1) * sessions)]))
      #expect(Self.agrees(found.annualReturn, alone.annualReturn))
      #expect(Self.agrees(found.annualVolatility, alone.annualVolatility))
      #expect(Self.agrees(found.sharpe, alone.sharpe))
      #expect(Self.agrees(found.sortino, alone.sortino))
      #expect(Self.agrees(found.maximumDrawdown, alone.maximumDrawdown))
      #expect(Self.agrees(found.calmar, alone.calmar))
      #expect(Self.agrees(found.skewness, alone.skewness))
      #expect(Self.agrees(found.kurtosis, alone.kurtosis))
    }
  }

  @Test func `idle and broken series have no ratios`() {
    let idle = SeriesFigures.table(of: [Double](repeating: 0, count: 20), sessions: 20)[0]
    let broken = SeriesFigures.table(of: (0..<20).map { $0 == 5 ? .nan : 0.01 }, sessions: 20)[0]

    #expect(idle.sharpe == nil && idle.skewness == nil && idle.calmar == nil)
    #expect(idle.annualReturn == 0 && idle.maximumDrawdown == 0)
    #expect(broken.sharpe == nil && broken.annualReturn == nil && broken.maximumDrawdown == nil)
    #expect(SeriesFigures.table(of: [], sessions: 5).isEmpty)
  }
}
