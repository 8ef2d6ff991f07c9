import Kernels
import Significance
import Testing

/// Expected values: known answers computed with NumPy from the plain generator.
@Suite struct FamilyTestTests {
  /// 100 sessions of 5 strategies, the third with an edge; shape: strategies × sessions.
  static func family(edge: Double = 0.08) -> [[Double]] {
    var generator = PlainGenerator(state: 11)
    let rows = (0..<100).map { _ in generator.centred(5) }
    return (0..<5).map { column in rows.map { $0[column] + (column == 2 ? edge : 0) } }
  }

  /// The rows of one resample as the known answers drew them: a jump with probability 0.2.
  static func rows(_ generator: inout PlainGenerator, count: Int) -> [Int] {
    var rows = [Int(generator.next() * Double(count))]
    while rows.count < count {
      let jumps = generator.next() < 0.2
      rows.append(
        jumps ? Int(generator.next() * Double(count)) : (rows[rows.count - 1] + 1) % count)
    }
    return rows
  }

  private static func test(
    _ performance: [[Double]], replications: Int = 2000, seed: UInt64 = 3
  ) throws -> FamilyTest {
    try FamilyTest(
      of: performance, blockLength: 5,
      plan: ResamplingPlan(replications: replications, seed: seed))
  }

  @Test func `statistics and counts equal the known answers`() throws {
    let test = try Self.test(Self.family())
    var generator = PlainGenerator(state: 5)
    var tally = FamilyTally(strategies: 5)
    for _ in 0..<500 { test.count(rows: Self.rows(&generator, count: 100), into: &tally) }
    let evidence = test.conclude(from: [tally])

    let means = [-0.01735965, -0.01099260, 0.06324813, -0.07448841, 0.00561006]
    let deviations = [0.30249501, 0.30417845, 0.25301134, 0.24940358, 0.30465360]
    for column in 0..<5 {
      #expect(agrees(test.means[column], means[column], within: 1e-8))
      #expect(agrees(test.deviations[column], deviations[column], within: 1e-8))
    }
    #expect(agrees(test.realityStatistic, 0.6324813, within: 1e-7))
    #expect(agrees(test.superiorStatistic, 2.4998138, within: 1e-7))
    #expect(tally.replications == 500)
    #expect(tally.reality == 35)
    #expect(tally.superiorLower == 6)
    #expect(tally.superiorConsistent == 10)
    #expect(tally.superiorUpper == 12)
    #expect(agrees(evidence.realityCheck, 0.0718563, within: 1e-7))
    // Shares 0.948, 0.948, 0.024, 0.998, 0.948 of 500, with the series itself counted in.
    #expect(evidence.adjusted == [474, 474, 12, 499, 474].map { Double($0 + 1) / 501 })
    #expect(evidence.rejected(at: 0.05) == [2])
    #expect(evidence.best == 2)
  }

  @Test func `its own resamples say the same within chance`() throws {
    let evidence = try Self.test(Self.family(), replications: 4000).run()

    // Four standard errors of the shares known from 500 resamples and of these 4,000.
    #expect(abs(evidence.realityCheck - 0.070) < 0.05)
    #expect(abs(evidence.superiorConsistent - 0.020) < 0.03)
    #expect(evidence.superiorLower <= evidence.superiorConsistent)
    #expect(evidence.superiorConsistent <= evidence.superiorUpper)
  }

  @Test func `neither the size of returns nor the order of strategies matters`() throws {
    let family = Self.family()
    let evidence = try Self.test(family).run()
    let scaled = try Self.test(family.map { $0.map { $0 * 0.25 } }).run()
    let turned = try Self.test(Array(family.reversed())).run()

    #expect(scaled == evidence)
    #expect(turned.superiorConsistent == evidence.superiorConsistent)
    #expect(turned.adjusted == Array(evidence.adjusted.reversed()))
  }

  @Test func `chunks add up to the same in any order`() throws {
    let test = try Self.test(Self.family(), replications: 1300)
    let tallies = (0..<test.plan.chunks).map { test.tally(chunk: $0) }

    #expect(test.conclude(from: tallies.reversed()) == test.run())
  }

  @Test func `too little to go on is said, not guessed`() {
    let idle = [Double](repeating: 0, count: 100)
    var gap = Self.family()
    gap[1][7] = .nan
    let short = Self.family().map { Array($0.prefix(29)) }

    #expect(throws: InsufficientData.constant("strategy 5")) {
      try Self.test(Self.family() + [idle])
    }
    #expect(throws: InsufficientData.notFinite("strategies 1")) { try Self.test(gap) }
    #expect(throws: InsufficientData.tooFew("sessions", found: 29, needed: 30)) {
      try Self.test(short)
    }
    #expect(throws: InsufficientData.tooFew("strategies", found: 0, needed: 1)) { try Self.test([]) }
    #expect(throws: InsufficientData.mismatched("strategies")) {
      try Self.test([idle, Array(idle.prefix(50))])
    }
  }
}
