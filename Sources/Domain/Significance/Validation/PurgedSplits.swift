/// Samples in time, each with a label that looks ahead, and what may be learnt beside a test.
///
/// López de Prado, *Advances in Financial Machine Learning* (2018), chapter 7.
public struct PurgedSamples: Hashable, Sendable, Codable {
  /// Samples, one a session, in order of time.
  public let count: Int
  /// Sessions that a label looks ahead: sample t's spans t to t + horizon.
  public let horizon: Int
  /// Samples after each test block that are not learnt from.
  public let embargo: Int

  /// - Parameter embargo: nil for the longer of the horizon and 1 % of the samples, rounded up.
  public init(count: Int, horizon: Int, embargo: Int? = nil) {
    precondition(count >= 0 && horizon >= 0 && embargo ?? 0 >= 0, "Counts are not negative.")
    self.count = count
    self.horizon = horizon
    self.embargo = embargo ?? max(horizon, (count + 99) / 100)
  }

  /// Returns the samples to learn from when the blocks `tests` are tested, rising.
  ///
  /// A sample whose label shares a session with any tested sample's label is purged; those of the
  /// embargo follow.
  public func training(testing tests: [Range<Int>]) -> [Int] {
    (0..<count).filter { sample in
      tests.allSatisfy { block in
        block.isEmpty || sample + horizon < block.lowerBound
          || sample >= block.upperBound + max(horizon, embargo)
      }
    }
  }
}

/// Combinatorial purged cross-validation: every choice of test groups, and the paths they make up.
public struct CombinatorialSplits: Hashable, Sendable {
  /// One choice: the groups tested and the samples to learn from.
  public struct Split: Hashable, Sendable {
    /// Rising.
    public let groups: [Int]
    /// The blocks of samples tested, in order of time.
    public let tests: [Range<Int>]
    /// Purged and under embargo; rising.
    public let training: [Int]
  }

  /// The blocks that history is cut into; sizes differ by at most one.
  public let groups: [Range<Int>]
  public let splits: [Split]
  /// Of each path, the split that tests each group; shape: paths × groups.
  public let paths: [[Int]]

  /// Cuts the samples into groups and chooses `tested` of them in every way.
  ///
  /// - Throws: For fewer than two groups, no tested one or no other, more than 20 groups, fewer
  ///   samples than groups, or a split that leaves nothing to learn from.
  public init(
    of samples: PurgedSamples, groups count: Int, tested: Int
  ) throws(InsufficientData) {
    guard (2...20).contains(count), (1..<count).contains(tested) else {
      throw .undefined("of 2 to 20 groups, some are tested and some are not")
    }
    guard samples.count >= count else {
      throw .tooFew("samples", found: samples.count, needed: count)
    }
    let bounds = (0...count).map { $0 * samples.count / count }
    let groups = (0..<count).map { bounds[$0]..<bounds[$0 + 1] }
    var splits: [Split] = []
    var visits = [[Int]](repeating: [], count: count)
    for chosen in Self.choices(tested, of: count) {
      let tests = chosen.map { groups[$0] }
      let training = samples.training(testing: tests)
      guard !training.isEmpty else {
        throw .tooFew("samples to learn from", found: 0, needed: 1)
      }
      for group in chosen { visits[group].append(splits.count) }
      splits.append(Split(groups: chosen, tests: tests, training: training))
    }
    self.groups = groups
    self.splits = splits
    paths = (0..<visits[0].count).map { path in visits.map { $0[path] } }
  }

  /// Returns each full path's results, put together from the splits that make it up.
  ///
  /// - Parameter results: Of each split's tested samples, in order of time; shape: splits × tested
  ///   samples.
  /// - Throws: Where a split has not one result for each tested sample.
  public func assemble(_ results: [[Double]]) throws(InsufficientData) -> [[Double]] {
    guard results.count == splits.count,
      zip(results, splits).allSatisfy({ $0.count == $1.tests.reduce(0) { $0 + $1.count } })
    else { throw .mismatched("results and tested samples") }
    return paths.map { path in
      path.enumerated().flatMap { group, split in
        let earlier = splits[split].groups.prefix { $0 < group }
        let start = earlier.reduce(0) { $0 + groups[$1].count }
        return Array(results[split][start..<(start + groups[group].count)])
      }
    }
  }

  /// Every way to choose `size` of `count`, in lexicographic order.
  private static func choices(_ size: Int, of count: Int) -> [[Int]] {
    var found: [[Int]] = []
    var chosen: [Int] = []
    func extend(from least: Int) {
      guard chosen.count < size else { return found.append(chosen) }
      for next in least..<count where count - next >= size - chosen.count {
        chosen.append(next)
        extend(from: next + 1)
        chosen.removeLast()
      }
    }
    extend(from: 0)
    return found
  }
}
