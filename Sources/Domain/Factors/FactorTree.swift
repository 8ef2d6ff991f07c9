/// A column of data that a factor reads.
public enum FactorField: Hashable, Sendable, Comparable, CustomStringConvertible {
  case open, high, low, close, volume
  /// The volume-weighted average price; (high + low + close) / 3 where the data has none.
  case vwap
  /// Market capitalisation in the currency of the prices.
  case cap
  /// A figure from outside the bars, such as a fundamental, as it was known on each session.
  case named(String)

  public var description: String {
    switch self {
    case .open: "open"
    case .high: "high"
    case .low: "low"
    case .close: "close"
    case .volume: "volume"
    case .vwap: "vwap"
    case .cap: "cap"
    case .named(let name): name
    }
  }

  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}

/// One step of a factor's computation.
public struct FactorNode: Hashable, Sendable {
  /// What a node is.
  public enum Kind: Hashable, Sendable {
    case constant(Double)
    case field(FactorField)
    /// A classification of the symbols by name, such as `sector`.
    case group(String)
    case apply(FactorOperator)
  }

  public let kind: Kind
  /// Places of the arguments in the tree's nodes, each before this one.
  public let arguments: [Int]
  /// Rows of the window, or the distance of `delay` and `delta`; 0 for operators without.
  public let window: Int
  /// The operator's further constants, all of them, in its order.
  public let parameters: [Double]

  public init(
    _ kind: Kind, arguments: [Int] = [], window: Int = 0, parameters: [Double] = []
  ) {
    self.kind = kind
    self.arguments = arguments
    self.window = window
    self.parameters = parameters
  }
}

/// A checked expression as nodes in an order in which they can be computed; no node stands twice.
///
/// Convenience is gone from it: `returns` is `close / delay(close, 1) - 1`, `adv20` a mean of
/// dollar volume, infix signs are operators.
public struct FactorTree: Hashable, Sendable {
  /// The root is the last one.
  public let nodes: [FactorNode]
  /// Rows that must be there before the first value can be: 1 when only today's row is read.
  public let rowsNeeded: Int

  /// - Precondition: There is a node, and arguments stand before the nodes that use them.
  public init(nodes: [FactorNode], rowsNeeded: Int) {
    precondition(!nodes.isEmpty, "A tree has a root.")
    precondition(
      nodes.indices.allSatisfy { place in nodes[place].arguments.allSatisfy { $0 < place } },
      "Arguments stand before the nodes that use them.")
    self.nodes = nodes
    self.rowsNeeded = rowsNeeded
  }
}
