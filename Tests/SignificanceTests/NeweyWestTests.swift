import Significance
import Testing

/// Expected values: known answers computed with NumPy from the plain generator.
@Suite struct NeweyWestTests {
  @Test func `the error of a dependent mean equals the known answer`() throws {
    var generator = PlainGenerator(state: 1)
    let found = try NeweyWestMean(of: generator.autoregressive(200), lags: 5)

    #expect(agrees(found.mean, 0.0138146324, within: 1e-9))
    #expect(agrees(found.standardError, 0.0360432379, within: 1e-9))
    #expect(agrees(found.t, 0.3832794, within: 1e-7))
  }

  @Test(arguments: [(100, 1, 4), (200, 1, 4), (1000, 1, 6), (200, 20, 19)])
  func `lags grow with the series and reach over the horizon`(
    count: Int, horizon: Int, lags: Int
  ) throws {
    var generator = PlainGenerator(state: 1)
    let found = try NeweyWestMean(of: generator.centred(count), horizon: horizon)
    #expect(found.lags == lags)
  }

  @Test func `a mean of little or nothing is refused`() {
    #expect(throws: InsufficientData.tooFew("sessions", found: 29, needed: 30)) {
      try NeweyWestMean(of: (0..<29).map(Double.init))
    }
    #expect(throws: InsufficientData.constant("the series")) {
      try NeweyWestMean(of: [Double](repeating: 0.3, count: 40))
    }
    #expect(throws: InsufficientData.notFinite("values 0")) {
      try NeweyWestMean(of: (0..<40).map { $0 == 3 ? .nan : Double($0) })
    }
  }

  @Test func `independent sessions annualise by the root and dependent ones by less`() throws {
    #expect(try annualisationFactor(autocorrelations: [0, 0, 0]) == 2)
    // q = 4, ρ = 0.5, 0.25, 0.125: 4 ÷ √(4 + 2 (1.5 + 0.5 + 0.125)).
    #expect(
      agrees(
        try annualisationFactor(autocorrelations: [0.5, 0.25, 0.125]), 4 / 8.25.squareRoot(),
        within: 1e-12))
    #expect(throws: InsufficientData.self) {
      try annualisationFactor(autocorrelations: [-0.5, -0.5])
    }
  }

  @Test func `trending returns are worth less a year than their root says`() throws {
    var generator = PlainGenerator(state: 1)
    let trending = generator.autoregressive(2000)

    let factor = try annualisationFactor(of: trending, periods: 5)

    // Σ (5 − k) 0.5^k over k = 1 … 4 is 3.0625: 5 ÷ √11.125, within what 2,000 sessions tell.
    #expect(agrees(factor, 5 / 11.125.squareRoot(), within: 0.05))
    #expect(throws: InsufficientData.self) { try annualisationFactor(of: [1, 2], periods: 252) }
    #expect(throws: InsufficientData.constant("the series")) {
      try annualisationFactor(of: [Double](repeating: 1, count: 300), periods: 12)
    }
  }
}
