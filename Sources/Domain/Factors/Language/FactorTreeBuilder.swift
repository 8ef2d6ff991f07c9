/// Collects nodes so that no two are equal, and remembers the place of the text that each came from.
struct FactorTreeBuilder {
  private(set) var nodes: [FactorNode] = []
  /// Characters of the text, one range a node.
  private(set) var places: [Range<Int>] = []
  private var known: [FactorNode: Int] = [:]

  mutating func add(_ node: FactorNode, at place: Range<Int>) -> Int {
    if let there = known[node] { return there }
    nodes.append(node)
    places.append(place)
    known[node] = nodes.count - 1
    return nodes.count - 1
  }

  mutating func constant(_ value: Double, at place: Range<Int>) -> Int {
    // One zero, so that equal constants are one node.
    add(FactorNode(.constant(value == 0 ? 0 : value)), at: place)
  }

  mutating func apply(
    _ operation: FactorOperator, _ arguments: [Int], window: Int = 0, parameters: [Double] = [],
    at place: Range<Int>
  ) -> Int {
    add(
      FactorNode(.apply(operation), arguments: arguments, window: window, parameters: parameters),
      at: place)
  }

  /// The nodes under a root, each after its arguments, without the others.
  func trimmed(to root: Int) -> FactorTreeBuilder {
    var result = FactorTreeBuilder()
    var moved = [Int?](repeating: nil, count: nodes.count)
    move(root, into: &result, &moved)
    return result
  }

  private func move(_ node: Int, into result: inout FactorTreeBuilder, _ moved: inout [Int?]) {
    guard moved[node] == nil else { return }
    for argument in nodes[node].arguments { move(argument, into: &result, &moved) }
    let old = nodes[node]
    let arguments = old.arguments.compactMap { moved[$0] }
    moved[node] = result.add(
      FactorNode(old.kind, arguments: arguments, window: old.window, parameters: old.parameters),
      at: places[node])
  }

  /// The tree of all nodes.
  var tree: FactorTree { FactorTree(nodes: nodes, rowsNeeded: FactorTree.rowsNeeded(for: nodes)) }
}

extension FactorTree {
  /// Rows that must be there before the last of the nodes can have a value: along the longest path,
  /// `delay` and `delta` add their distance, every window its rows but one.
  public static func rowsNeeded(for nodes: [FactorNode]) -> Int {
    var before = [Int](repeating: 0, count: nodes.count)
    for (place, node) in nodes.enumerated() {
      let inherited = node.arguments.map { before[$0] }.max() ?? 0
      before[place] = inherited + node.rowsBefore
    }
    return (before.last ?? 0) + 1
  }
}

extension FactorNode {
  /// Rows before today's that the operator itself looks at.
  fileprivate var rowsBefore: Int {
    guard case .apply(let operation) = kind else { return 0 }
    switch operation {
    case .delay, .delta: return window
    case .regression: return window - 1 + Int(parameters.first ?? 0)
    default: return max(window - 1, 0)
    }
  }
}
