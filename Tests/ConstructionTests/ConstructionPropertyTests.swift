import Construction
import Kernels
import Testing

/// What holds of every portfolio, whatever the scores: drawn plans, each by its seed.
@Suite struct ConstructionPropertyTests {
  private struct Draw {
    var plan: ConstructionPlan
    var inputs: ConstructionInputs

    init(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let symbols = 8 + Int(generator.next() % 8)
      let schemes = ConstructionPlan.Scheme.allCases
      let scheme = schemes[Int(generator.next() % UInt64(schemes.count))]
      let isBoth = generator.uniform() < 0.6
      plan = ConstructionPlan(
        scheme: scheme, longs: .count(3), shorts: .count(isBoth ? 3 : 0),
        gross: 0.5 + generator.uniform(), volatilityWindow: 20, targetVolatility: 0.15)
      if generator.uniform() < 0.5 { plan.maximumWeight = plan.gross * 0.55 }
      if isBoth, generator.uniform() < 0.3 { plan.betaNeutral = true }
      if generator.uniform() < 0.3 { plan.maximumTurnover = 0.05 + generator.uniform() / 4 }
      // Scores differ, so that no order is a matter of the index.
      let scores = (0..<symbols).map { Double($0) + generator.uniform() / 2 }
      let returns = (0..<25 * symbols).map { _ in generator.uniform() * 0.06 - 0.029 }
      let current = (0..<symbols).map { _ in (generator.uniform() - 0.5) / 4 }
      inputs = ConstructionInputs(
        scores: scores.shuffled(using: &generator), returns: returns, current: current)
    }
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `sums, signs, bounds and turnover are kept`(seed: UInt64) {
    var draw = Draw(seed: seed)
    let turnover = draw.plan.maximumTurnover
    draw.plan.maximumTurnover = nil
    guard let free = try? draw.plan.weights(for: draw.inputs) else {
      // Only a beta that no weights balance may stop a drawn plan.
      #expect(draw.plan.betaNeutral)
      return
    }
    let longs = free.filter { $0 > 0 }.reduce(0, +)
    let shorts = free.filter { $0 < 0 }.reduce(0, +)
    let gross = draw.plan.gross
    let isBoth = draw.plan.shorts != .count(0)
    #expect(free.count { $0 > 0 } <= 3)
    #expect(free.count { $0 < 0 } <= (isBoth ? 3 : 0))
    if draw.plan.scheme == .targetVolatility {
      #expect(longs - shorts <= gross + 1e-9)
    } else {
      #expect((longs - shorts - gross).magnitude < 1e-9)
    }
    #expect((longs + shorts - (isBoth ? 0 : longs)).magnitude < 1e-9)
    if let limit = draw.plan.maximumWeight {
      #expect(free.allSatisfy { $0.magnitude <= limit + 1e-12 })
    }
    guard let turnover else { return }
    draw.plan.maximumTurnover = turnover
    guard let limited = try? draw.plan.weights(for: draw.inputs) else {
      Issue.record("a limit of turnover never fails")
      return
    }
    let moved = zip(limited, draw.inputs.current).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 2
    #expect(moved <= turnover + 1e-9)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `the order of the symbols does not matter`(seed: UInt64) throws {
    let draw = Draw(seed: seed)
    let count = draw.inputs.scores.count
    var generator = SeededGenerator(seed: seed + 1000)
    let order = (0..<count).shuffled(using: &generator)
    let other = ConstructionInputs(
      scores: order.map { draw.inputs.scores[$0] },
      returns: (0..<25).flatMap { row in order.map { draw.inputs.returns[row * count + $0] } },
      current: order.map { draw.inputs.current[$0] })
    // A plan that cannot be met is met in no order.
    let plain = try? draw.plan.weights(for: draw.inputs)
    let turned = try? draw.plan.weights(for: other)

    #expect((plain == nil) == (turned == nil))
    guard let plain, let turned else { return }
    for (place, symbol) in order.enumerated() {
      #expect((turned[place] - plain[symbol]).magnitude < 1e-9)
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `no small move lowers the variance of the lowest`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let count = 12
    let returns = (0..<30 * count).map { _ in generator.uniform() * 0.06 - 0.029 }
    let plan = ConstructionPlan(
      scheme: .minimumVariance, longs: .count(count), volatilityWindow: 30, maximumWeight: 0.12)
    let weights = try plan.weights(
      for: ConstructionInputs(scores: Array(repeating: 1, count: count), returns: returns))
    let covariance = try ReturnCovariance(of: returns, count: count, shrinkage: nil)
    let lowest = covariance.variance(of: weights)

    #expect((weights.reduce(0, +) - 1).magnitude < 1e-12)
    for from in 0..<count {
      for to in 0..<count where from != to && weights[from] > 1e-6 && weights[to] < 0.12 - 1e-6 {
        var moved = weights
        moved[from] -= 1e-6
        moved[to] += 1e-6
        #expect(covariance.variance(of: moved) >= lowest - 1e-16)
      }
    }
  }

  @Test func `the same inputs give the same bits`() throws {
    for seed in 0..<20 as Range<UInt64> {
      let draw = Draw(seed: seed)
      let first = try? draw.plan.weights(for: draw.inputs).map(\.bitPattern)
      let second = try? draw.plan.weights(for: draw.inputs).map(\.bitPattern)
      #expect(first == second)
    }
  }
}
