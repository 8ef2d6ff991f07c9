import Construction
import Kernels
import Testing

/// Reference values: NumPy 2.4; the minimum of each quadratic program by trying every set of active
/// bounds and solving its linear equations; the capped one also by SciPy's SLSQP.
@Suite struct ConstructionPlanTests {
  private static let rising = [0.0, 1, 2, 3, 4, 5]
  private static let window = MadeUpReturns.sessions

  private func weights(
    _ plan: ConstructionPlan, _ scores: [Double] = rising, sectors: [Int32]? = nil,
    current: [Double]? = nil
  ) throws -> [Double] {
    var plan = plan
    plan.volatilityWindow = Self.window
    return try plan.weights(
      for: ConstructionInputs(
        scores: scores, returns: MadeUpReturns.values, sectors: sectors, current: current))
  }

  private func fault(
    _ plan: ConstructionPlan, _ scores: [Double] = rising, sectors: [Int32]? = nil
  ) -> ConstructionError? {
    do {
      _ = try weights(plan, scores, sectors: sectors)
      return nil
    } catch {
      return error as? ConstructionError
    }
  }

  private func expectClose(_ values: [Double], _ expected: [Double], within error: Double = 1e-12) {
    #expect(values.count == expected.count)
    for (value, wanted) in zip(values, expected) {
      #expect((value - wanted).magnitude < error, "\(values) is not \(expected)")
    }
  }

  // MARK: Schemes

  @Test func `equal weights go to the best and the worst`() throws {
    expectClose(
      try weights(ConstructionPlan(scheme: .equal, longs: .count(2), shorts: .count(1))),
      [-0.5, 0, 0, 0, 0.25, 0.25])
    expectClose(
      try weights(ConstructionPlan(scheme: .equal, longs: .count(2), gross: 0.9)),
      [0, 0, 0, 0, 0.45, 0.45])
    expectClose(
      try weights(ConstructionPlan(scheme: .equal, longs: .count(0), shorts: .count(4))),
      [-0.25, -0.25, -0.25, -0.25, 0, 0])
  }

  @Test func `a share of the names is rounded down, and is at least one`() throws {
    let half = try weights(ConstructionPlan(scheme: .equal, longs: .share(0.5)))
    let few = try weights(ConstructionPlan(scheme: .equal, longs: .share(0.1)))

    expectClose(half, [0, 0, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3])
    expectClose(few, [0, 0, 0, 0, 0, 1])
  }

  @Test func `ranks weigh by place, and equal scores share theirs`() throws {
    let plan = ConstructionPlan(scheme: .rank, longs: .count(3), shorts: .count(3))

    expectClose(try weights(plan), [-3.0 / 12, -2.0 / 12, -1.0 / 12, 1.0 / 12, 2.0 / 12, 3.0 / 12])
    expectClose(
      try weights(plan, [0, 0, 1, 5, 7, 7]),
      [-2.5 / 12, -2.5 / 12, -1.0 / 12, 1.0 / 12, 2.5 / 12, 2.5 / 12])
  }

  @Test func `signals weigh by their distance from the mean, or from zero without shorts`() throws {
    expectClose(
      try weights(
        ConstructionPlan(scheme: .signal, longs: .count(3), shorts: .count(3)),
        [1, 2, 3, 4, 5, 9]),
      [-0.5 * 3 / 6, -0.5 * 2 / 6, -0.5 / 6, 0, 0.5 * 1 / 6, 0.5 * 5 / 6])
    expectClose(
      try weights(ConstructionPlan(scheme: .signal, longs: .count(4)), [-2, -1, -1, -3, 1, 3]),
      [0, 0, 0, 0, 0.25, 0.75])
  }

  @Test func `one over the volatility`() throws {
    expectClose(
      try weights(ConstructionPlan(scheme: .inverseVolatility, longs: .count(6))), Reference.inverse)
  }

  @Test func `the forecast of the volatility is brought to the target, never above gross`() throws {
    var plan = ConstructionPlan(
      scheme: .targetVolatility, longs: .count(6), targetVolatility: 0.1)

    expectClose(try weights(plan), Reference.inverse.map { $0 * 0.1 / Reference.forecast })
    plan.targetVolatility = 5
    expectClose(try weights(plan), Reference.inverse)
  }

  @Test func `the lowest variance of longs`() throws {
    var plan = ConstructionPlan(scheme: .minimumVariance, longs: .count(6))

    expectClose(try weights(plan), Reference.minimum)
    plan.maximumWeight = 0.19
    expectClose(try weights(plan), Reference.capped)
    plan.maximumWeight = nil
    plan.shrinkage = 0
    expectClose(try weights(plan), Reference.unshrunk)
  }

  @Test func `the lowest variance of longs against shorts, with and without beta`() throws {
    var plan = ConstructionPlan(scheme: .minimumVariance, longs: .count(3), shorts: .count(3))

    expectClose(try weights(plan), Reference.bothSides)
    plan.betaNeutral = true
    expectClose(try weights(plan), Reference.bothSidesWithoutBeta)
  }

  // MARK: Constraints

  @Test func `what a cap cuts flows to the others in proportion`() throws {
    let plan = ConstructionPlan(scheme: .signal, longs: .count(4), maximumWeight: 0.4)

    expectClose(
      try weights(plan, [0, 0, 1, 2, 3, 14]), [0, 0, 0.1, 0.2, 0.3, 0.4])
    expectClose(try weights(plan, [0, 0, 1, 1, 9, 10]), [0, 0, 0.1, 0.1, 0.4, 0.4])
  }

  @Test func `beta is taken out by the nearest weights`() throws {
    expectClose(
      try weights(
        ConstructionPlan(
          scheme: .equal, longs: .count(3), shorts: .count(3), betaNeutral: true)),
      Reference.equalWithoutBeta)
  }

  @Test func `every sector adds up to nothing`() throws {
    var plan = ConstructionPlan(
      scheme: .rank, longs: .count(3), shorts: .count(3), sectorNeutral: true)
    let sectors: [Int32] = [0, 1, 0, 1, 0, 1]

    expectClose(try weights(plan, sectors: sectors), Reference.sectorRank)
    plan.maximumWeight = 0.25
    expectClose(try weights(plan, sectors: sectors), Reference.sectorRank)
  }

  @Test func `turnover goes part of the way`() throws {
    let plan = ConstructionPlan(scheme: .equal, longs: .count(1), maximumTurnover: 0.25)

    // All of it would be a turnover of one.
    expectClose(try weights(plan, current: [1, 0, 0, 0, 0, 0]), [0.75, 0, 0, 0, 0, 0.25])
    expectClose(try weights(plan, current: [0, 0, 0, 0, 0.2, 0.8]), [0, 0, 0, 0, 0, 1])
  }

  // MARK: What is missing

  @Test func `a name without a score or without its returns is not held`() throws {
    expectClose(
      try weights(
        ConstructionPlan(scheme: .equal, longs: .count(2)), [0, 1, 2, 3, .nan, .infinity]),
      [0, 0, 0.5, 0.5, 0, 0])
    var returns = MadeUpReturns.values
    returns[5 * 6 + 5] = .nan
    for session in 0..<Self.window { returns[session * 6 + 4] = 0 }
    var plan = ConstructionPlan(scheme: .inverseVolatility, longs: .count(1))
    plan.volatilityWindow = Self.window
    expectClose(
      try plan.weights(for: ConstructionInputs(scores: Self.rising, returns: returns)),
      [0, 0, 0, 1, 0, 0])
  }

  @Test func `with fewer names than places both sides shrink`() throws {
    let plan = ConstructionPlan(scheme: .equal, longs: .count(4), shorts: .count(4))

    expectClose(
      try weights(plan, [5, .nan, 4, .nan, 3, .nan]), [0.5, 0, 0, 0, -0.5, 0])
    expectClose(try weights(plan, [5, .nan, .nan, .nan, .nan, .nan]), [0, 0, 0, 0, 0, 0])
    expectClose(
      try weights(plan, Array(repeating: .nan, count: 6)), Array(repeating: 0, count: 6))
  }

  @Test func `equal scores are taken by symbol index`() throws {
    expectClose(
      try weights(
        ConstructionPlan(scheme: .equal, longs: .count(1), shorts: .count(1)),
        [1, 1, 1, 1, 1, 1]),
      [0.5, -0.5, 0, 0, 0, 0])
  }

  // MARK: Errors

  @Test func `an error names the constraint, its numbers and what to do`() {
    let narrow = fault(
      ConstructionPlan(scheme: .equal, longs: .count(4), maximumWeight: 0.2))
    #expect(narrow?.code == .infeasible)
    #expect(narrow?.message == "maximumWeight is 0.2: 4 longs cannot hold 1.0.")
    #expect(
      narrow?.remedy == "Raise maximumWeight to 0.25 or more, hold more names, or lower gross.")

    var sectors = ConstructionPlan(
      scheme: .rank, longs: .count(3), shorts: .count(3), maximumWeight: 0.2, sectorNeutral: true)
    #expect(
      fault(sectors, sectors: [0, 1, 0, 1, 0, 1])?.message
        == "sectorNeutral is true, but no weights of 3 longs and 3 shorts balance every sector.")
    #expect(fault(sectors)?.code == .missingData)
    sectors.sectorNeutral = false
    sectors.betaNeutral = true
    // The three highest betas against the three lowest.
    #expect(
      fault(sectors, [5, 0, 4, 2, 1, 3])?.message
        == "betaNeutral is true, but no weights of 3 longs and 3 shorts have a beta of zero.")
  }

  @Test func `too short a past is said`() {
    let plan = ConstructionPlan(
      scheme: .inverseVolatility, longs: .count(1), volatilityWindow: 25)
    #expect {
      try plan.weights(
        for: ConstructionInputs(scores: Self.rising, returns: MadeUpReturns.values))
    } throws: {
      ($0 as? ConstructionError)?.message
        == "volatilityWindow is 25, but there are only 24 sessions of returns."
    }
    var singular = ConstructionPlan(
      scheme: .minimumVariance, longs: .count(6), volatilityWindow: 4, shrinkage: 0)
    let inputs = ConstructionInputs(scores: Self.rising, returns: MadeUpReturns.values)
    #expect(throws: ConstructionError.self) { try singular.weights(for: inputs) }
    singular.shrinkage = nil
    #expect(throws: Never.self) { try singular.weights(for: inputs) }
  }
}

/// What NumPy found.
private enum Reference {
  static let minimum = [
    0.0774469309640884, 0.19941210343868, 0.150203185114692, 0.183150127486725, 0.190133996626225,
    0.19965365636959,
  ]
  static let capped = [
    0.0821292861119652, 0.19, 0.157870713888035, 0.19, 0.19,
    0.19,
  ]
  static let unshrunk = [
    0.0351411347044702, 0.15915264805668, 0.111522525778057, 0.230035723247181, 0.253019628455432,
    0.21112833975818,
  ]
  static let bothSides = [
    -0.121000812447947, -0.211944616879467, -0.167054570672586, 0.135053831089555,
    0.180684560503591, 0.184261608406854,
  ]
  static let bothSidesWithoutBeta = [
    -0.039268719855297, -0.301244361959396, -0.159486918185307, 0.121893981536535,
    0.162874078109488, 0.215231940353978,
  ]
  static let equalWithoutBeta = [
    -0.0380552353171669, -0.301214223107836, -0.160730541574997, 0.149199303786326,
    0.140939574615754, 0.20986112159792,
  ]
  static let sectorRank = [
    -5.0 / 24, -0.25, -1.0 / 24, 1.0 / 24, 0.25, 5.0 / 24,
  ]
  static let inverse = [
    0.13793808428178, 0.178990590419575, 0.168100830012369, 0.163427239284778, 0.161463017268593,
    0.190080238732905,
  ]
  /// The volatility of one year that they are forecast to have.
  static let forecast = 0.12166229332731723
}
