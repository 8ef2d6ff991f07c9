import Significance
import Testing

/// Expected values: computed with NumPy and SciPy; the corrections agree with statsmodels'.
@Suite struct MultipleTestingTests {
  static let pValues = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]

  @Test(arguments: [
    (Correction.bonferroni, [0.01, 0.08, 0.39, 0.41, 0.42, 0.6, 0.74, 1, 1, 1]),
    (.holm, [0.01, 0.072, 0.312, 0.312, 0.312, 0.312, 0.312, 0.615, 0.615, 0.615]),
    (
      .benjaminiHochberg,
      [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.105714, 0.216, 0.216, 0.216]
    ),
    (
      .benjaminiYekutieli,
      [0.02929, 0.117159, 0.246033, 0.246033, 0.246033, 0.292897, 0.309634, 0.632657, 0.632657, 0.632657]
    ),
  ])
  func `ten p-values are corrected as known`(correction: Correction, expected: [Double]) throws {
    let adjusted = try correction.adjust(Self.pValues)
    let turned = try correction.adjust(Self.pValues.reversed())

    for (own, value) in zip(adjusted, expected) { #expect(agrees(own, value, within: 1e-6)) }
    #expect(Array(turned.reversed()) == adjusted)
  }

  @Test func `no p-value and a value beyond one are refused`() {
    #expect(throws: InsufficientData.self) { try Correction.holm.adjust([]) }
    #expect(throws: InsufficientData.notFinite("a p-value")) {
      try Correction.holm.adjust([0.1, 1.2])
    }
    #expect(throws: InsufficientData.notFinite("a p-value")) {
      try Correction.holm.adjust([.nan])
    }
  }

  @Test(arguments: [(1.0, 10, 0.764286), (1.0, 100, 0.448033), (2.0, 100, 1.761557)])
  func `a haircut leaves what is known`(sharpe: Double, tests: Int, left: Double) throws {
    let cut = try HaircutSharpe(sharpe: sharpe, years: 10, tests: tests)

    #expect(agrees(cut.adjusted, left, within: 1e-6))
    #expect(agrees(cut.haircut, 1 - left / sharpe, within: 1e-6))
  }

  @Test func `a marginal ratio loses all and one without rivals nothing`() throws {
    let marginal = try HaircutSharpe(sharpe: 0.1, years: 10, tests: 100)
    let alone = try HaircutSharpe(of: 0, among: [1.2], years: 5, correction: .benjaminiYekutieli)

    #expect(marginal.adjusted == 0)
    #expect(marginal.haircut == 1)
    #expect(agrees(alone.adjusted, 1.2, within: 1e-12))
    #expect(throws: InsufficientData.self) { try HaircutSharpe(sharpe: -1, years: 10, tests: 2) }
    #expect(throws: InsufficientData.self) { try HaircutSharpe(sharpe: 1, years: 0, tests: 2) }
    #expect(throws: InsufficientData.self) { try HaircutSharpe(sharpe: 1, years: 1, tests: 0) }
  }

  @Test func `Holm cuts a ratio among its rivals no more than Bonferroni`() throws {
    let sharpes = [1.5, 1.0, 0.4, -0.2]
    for index in 0..<3 {
      let holm = try HaircutSharpe(of: index, among: sharpes, years: 10, correction: .holm)
      let plain = try HaircutSharpe(of: index, among: sharpes, years: 10, correction: .bonferroni)
      #expect(holm.adjusted >= plain.adjusted)
    }
  }
}
