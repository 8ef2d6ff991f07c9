import Significance
import Testing

@Suite struct ValidationTests {
  @Test(arguments: [(6, 2, 15, 5), (10, 2, 45, 9), (8, 4, 70, 35)])
  func `groups make as many splits and paths as known`(
    groups: Int, tested: Int, splits: Int, paths: Int
  ) throws {
    let found = try CombinatorialSplits(
      of: PurgedSamples(count: 200, horizon: 0, embargo: 0), groups: groups, tested: tested)

    #expect(found.splits.count == splits)
    #expect(found.paths.count == paths)
    // Every split tests each of its groups in exactly one path.
    var uses: [[Int]: Int] = [:]
    for path in found.paths {
      for (group, split) in path.enumerated() {
        #expect(found.splits[split].groups.contains(group))
        uses[[group, split], default: 0] += 1
      }
    }
    #expect(uses.values.allSatisfy { $0 == 1 })
    #expect(uses.count == splits * tested)
  }

  @Test func `nothing is learnt from a label that overlaps a tested one`() {
    let samples = PurgedSamples(count: 100, horizon: 5, embargo: 0)
    let training = samples.training(testing: [40..<50])

    // Sample 34 looks at 34 … 39; sample 55 begins after sample 49's last session, 54.
    #expect(training == Array(0..<35) + Array(55..<100))
    for sample in training {
      for tested in 40..<50 {
        #expect(sample + 5 < tested || tested + 5 < sample)
      }
    }
  }

  @Test func `the embargo keeps what follows a test away`() {
    let samples = PurgedSamples(count: 1000, horizon: 2)
    #expect(samples.embargo == 10)
    let training = samples.training(testing: [100..<200, 300..<310])

    #expect(training == Array(0..<98) + Array(210..<298) + Array(320..<1000))
    #expect(PurgedSamples(count: 100, horizon: 7).embargo == 7)
  }

  @Test func `paths put every sample's results in order`() throws {
    let found = try CombinatorialSplits(
      of: PurgedSamples(count: 61, horizon: 1, embargo: 0), groups: 6, tested: 2)
    let results = found.splits.map { split in split.tests.flatMap { $0.map(Double.init) } }

    let paths = try found.assemble(results)

    #expect(paths.count == 5)
    #expect(paths.allSatisfy { $0 == (0..<61).map(Double.init) })
    #expect(throws: InsufficientData.mismatched("results and tested samples")) {
      try found.assemble(Array(results.dropLast()))
    }
  }

  @Test func `a split that leaves nothing to learn from is refused`() {
    #expect(throws: InsufficientData.self) {
      try CombinatorialSplits(
        of: PurgedSamples(count: 40, horizon: 40, embargo: 0), groups: 4, tested: 2)
    }
    #expect(throws: InsufficientData.self) {
      try CombinatorialSplits(of: PurgedSamples(count: 40, horizon: 0), groups: 4, tested: 4)
    }
    #expect(throws: InsufficientData.tooFew("samples", found: 3, needed: 4)) {
      try CombinatorialSplits(of: PurgedSamples(count: 3, horizon: 0), groups: 4, tested: 1)
    }
  }

  @Test func `the spread of paths is told, not their mean alone`() throws {
    let base = (0..<40).map { $0 % 2 == 0 ? 0.02 : -0.01 }
    let paths = (0..<21).map { shift in base.map { $0 - 0.0005 * Double(shift) } }
    let found = try PathDistribution(of: paths)

    #expect(found.sharpes.count == 21)
    #expect(agrees(found.median, found.sharpes[10], within: 1e-12))
    #expect(agrees(found.lowest5Percent, found.sharpes[19], within: 1e-9))
    #expect(agrees(found.shareNegative, Double(found.sharpes.count { $0 < 0 }) / 21, within: 1e-12))
    #expect(throws: InsufficientData.tooFew("paths", found: 1, needed: 2)) {
      try PathDistribution(of: [base])
    }
    #expect(throws: InsufficientData.constant("path 1")) {
      try PathDistribution(of: [base, [Double](repeating: 0, count: 40)])
    }
  }

  @Test func `windows roll or stay anchored, with the gap between`() throws {
    let rolling = try WalkForward(
      sessions: 100, training: 50, testing: 20, gap: 2, isAnchored: false)
    let anchored = try WalkForward(
      sessions: 100, training: 50, testing: 20, gap: 2, isAnchored: true)

    #expect(rolling.folds.map(\.training) == [0..<50, 20..<70, 40..<90])
    #expect(anchored.folds.map(\.training) == [0..<50, 0..<70, 0..<90])
    #expect(rolling.folds.map(\.testing) == [52..<72, 72..<92, 92..<100])
    #expect(throws: InsufficientData.tooFew("sessions", found: 52, needed: 53)) {
      try WalkForward(sessions: 52, training: 50, testing: 20, gap: 2, isAnchored: false)
    }
  }

  @Test func `folds that choose neighbours are stable`() throws {
    let year = [Double](repeating: 0.001, count: 252)
    let half = [Double](repeating: 0.0005, count: 252)
    let review = try WalkForwardReview(
      choices: [[3, 3], [3, 3], [4, 2], [5, 3], [3, 4]], inSample: year, outOfSample: half)

    #expect(review.modal == [3, 3])
    #expect(review.stability == 0.8)
    // 1.0005^252 − 1 over 1.001^252 − 1.
    #expect(agrees(review.efficiency, 0.4686818955, within: 1e-6))
    let losing = try WalkForwardReview(
      choices: [[1], [2]], inSample: year.map { -$0 }, outOfSample: half)
    #expect(losing.modal == [1])
    #expect(losing.efficiency == nil)
    #expect(throws: InsufficientData.self) {
      try WalkForwardReview(choices: [[1]], inSample: year, outOfSample: half)
    }
  }
}
