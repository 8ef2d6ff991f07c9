import Construction
import Testing

/// Reference values: NumPy 2.4 in double precision, written from the two papers' formulas; scikit-learn's
/// `LedoitWolf` gives the identity's intensity and matrix to all printed digits.
@Suite struct ReturnCovarianceTests {
  private let returns = MadeUpReturns.values
  private let count = MadeUpReturns.symbols

  private func expectClose(_ values: some Sequence<Double>, _ expected: [Double]) {
    let values = Array(values)
    #expect(values.count == expected.count)
    for (value, wanted) in zip(values, expected) { #expect((value - wanted).magnitude < 1e-15) }
  }

  @Test func `constant correlation is shrunk to as far as the paper says`() throws {
    let estimate = try ReturnCovariance(of: returns, count: count, shrinkage: nil)

    #expect((estimate.shrinkage - 0.47329813585000785).magnitude < 1e-12)
    expectClose(
      estimate.values.prefix(6),
      [
        0.00048729582778357346, -4.988196888344674e-05, 6.15358851299756e-05,
        3.1093313756281856e-05, -4.920619491098036e-06, 7.248107433247286e-05,
      ])
  }

  @Test func `the identity is shrunk to as far as the paper says`() throws {
    let estimate = try ReturnCovariance(
      of: returns, count: count, target: .identity, shrinkage: nil)

    #expect((estimate.shrinkage - 0.5206296288816518).magnitude < 1e-12)
    expectClose(
      estimate.values.prefix(6),
      [
        0.0004127105402107669, -4.720606513439023e-05, 5.408230489530033e-05,
        2.6320408774288143e-05, -6.481242982454659e-06, 6.426636113915012e-05,
      ])
  }

  @Test func `without shrinkage it is the sample's, and a portfolio's variance that of its returns`()
    throws
  {
    let weights = [0.3, -0.2, 0.1, 0.4, 0, 0.4]
    let estimate = try ReturnCovariance(of: returns, count: count, shrinkage: 0)
    let portfolio = (0..<MadeUpReturns.sessions).map { session in
      (0..<count).reduce(0) { $0 + weights[$1] * returns[session * count + $1] }
    }
    let mean = portfolio.reduce(0, +) / Double(portfolio.count)
    let variance =
      portfolio.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(portfolio.count - 1)

    #expect((estimate.variance(of: weights) - variance).magnitude < 1e-15)
  }

  @Test func `the target alone has one correlation for all pairs`() throws {
    let estimate = try ReturnCovariance(of: returns, count: count, shrinkage: 1)
    let spreads = (0..<count).map { estimate.values[$0 * count + $0].squareRoot() }
    let first = estimate.values[1] / (spreads[0] * spreads[1])

    for row in 0..<count {
      for column in 0..<row {
        let correlation = estimate.values[row * count + column] / (spreads[row] * spreads[column])
        #expect((correlation - first).magnitude < 1e-12)
      }
    }
  }

  @Test func `one session is too few`() {
    #expect(throws: ConstructionError.self) {
      try ReturnCovariance(of: [0.1, 0.2], count: 2, shrinkage: nil)
    }
  }
}
