public import Chronology
public import Factors
public import Market

/// The step of an expression that knows what it cannot know yet.
public struct FactorLeak: Hashable, Sendable {
  /// The place of the node in the tree's nodes; its arguments are clean.
  public let node: Int
  /// The first session on which its value changes.
  public let session: SessionDate
  public let symbol: Symbol
  /// Its value with the data as they are.
  public let was: Double
  /// Its value with the later data falsified.
  public let now: Double

  /// Returns the first node of a tree whose values before a row change when everything from that row
  /// on is falsified; nil when none does.
  ///
  /// - Parameters:
  ///   - row: The first row that is falsified.
  ///   - evaluate: Gives the values of a tree's root over a panel, sessions × symbols.
  /// - Precondition: `evaluate` returns one value a cell of the panel.
  /// - Complexity: O(nodes) evaluations for each way of falsifying.
  public static func first<Failure: Error>(
    in tree: FactorTree, over panel: FactorPanel, from row: Int,
    evaluate: (FactorTree, FactorPanel) throws(Failure) -> [Double]
  ) throws(Failure) -> FactorLeak? {
    let poisons = FuturePoison.allCases.map { $0.poisoned(panel, from: row) }
    for node in tree.nodes.indices {
      // A tree's root is its last node, so that its beginning is the tree of each node in it.
      let part = FactorTree(
        nodes: Array(tree.nodes[...node]), rowsNeeded: tree.rowsNeeded)
      let plain = try evaluate(part, panel)
      precondition(plain.count == panel.rows * panel.width, "A value for each cell.")
      for other in poisons {
        let values = try evaluate(part, other)
        let cell = (0..<(row * panel.width)).first { !isSame(plain[$0], values[$0]) }
        guard let cell else { continue }
        return FactorLeak(
          node: node, session: panel.sessions[cell / panel.width],
          symbol: panel.symbols[cell % panel.width], was: plain[cell], now: values[cell])
      }
    }
    return nil
  }

  private static func isSame(_ left: Double, _ right: Double) -> Bool {
    left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
  }
}
