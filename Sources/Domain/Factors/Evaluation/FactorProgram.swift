/// What keeps a factor from being computed on a panel.
public enum FactorDataError: Error, Hashable, Sendable, CustomStringConvertible {
  case missingField(FactorField)
  case missingGroup(String)
  /// The rows asked for and how many there are.
  case rowsOutside(Range<Int>, of: Int)

  public var description: String {
    switch self {
    case .missingField(let field): "The data has no column \(field)."
    case .missingGroup(let name): "The data has no classification \(name)."
    case .rowsOutside(let rows, let count):
      "Rows \(rows.lowerBound) to \(rows.upperBound) were asked for; there are \(count)."
    }
  }
}

/// Many factors as one graph in which a step that several of them need is computed once.
///
/// A row before the first one is a missing row. Each value is a function of the rows of its window
/// alone, added up in their order, so that prefixes, blocks, lanes and a stream agree bit for bit.
public struct FactorProgram: Sendable {
  /// A node of the graph with the memory that it needs.
  struct Step: Sendable {
    let node: FactorNode
    /// How many of its newest rows are kept, today's included.
    var history = 1
    /// Where its rows begin, in rows of the arena.
    var slot = 0
  }

  /// In an order in which they can be computed.
  private(set) var steps: [Step] = []
  /// The step of each tree's root.
  private(set) var roots: [Int] = []
  /// Rows of memory that a run needs.
  private(set) var slotCount = 0
  /// The columns that are read, ascending.
  public let fields: [FactorField]
  /// The classifications that are read, ascending.
  public let groups: [String]
  /// Rows that must be there before every value can be: the longest path through the graph.
  public let rowsNeeded: Int
  /// Whether a value depends on all rows before it.
  public let remembers: Bool

  /// How many steps there are after sharing.
  public var nodeCount: Int { steps.count }
  /// How many factors there are.
  public var treeCount: Int { roots.count }

  /// Merges trees to one graph.
  public init(_ trees: [FactorTree]) {
    self.init(trees, sharing: true)
  }

  /// - Parameter sharing: False to compute every tree by itself, for comparison.
  init(_ trees: [FactorTree], sharing: Bool) {
    var places: [FactorNode: Int] = [:]
    var merged: [FactorNode] = []
    for tree in trees {
      if !sharing { places.removeAll() }
      var moved: [Int] = []
      for node in tree.nodes {
        let copy = FactorNode(
          node.kind, arguments: node.arguments.map { moved[$0] }, window: node.window,
          parameters: node.parameters)
        if let place = places[copy] {
          moved.append(place)
        } else {
          places[copy] = merged.count
          moved.append(merged.count)
          merged.append(copy)
        }
      }
      if let root = moved.last { roots.append(root) }
    }
    var reach: [Int] = []
    var read: Set<FactorField> = []
    var classified: Set<String> = []
    for node in merged {
      switch node.kind {
      case .field(let field): read.insert(field)
      case .group(let name): classified.insert(name)
      case .constant, .apply: break
      }
      let own = node.arguments.indices.map { reach[node.arguments[$0]] + node.rowsRead(of: $0) - 1 }
      reach.append(own.max() ?? 1)
    }
    fields = read.sorted()
    groups = classified.sorted()
    rowsNeeded = reach.max() ?? 1
    remembers = merged.contains {
      if case .apply(let operation) = $0.kind { return operation.remembers }
      return false
    }
    steps = merged.map { Step(node: $0) }
    placeSteps()
  }

  /// Gives each step its rows of memory; a step that only today's row is read of lends its row on.
  private mutating func placeSteps() {
    var lastUse = Array(steps.indices)
    for place in steps.indices {
      let node = steps[place].node
      for (argument, source) in node.arguments.enumerated() {
        steps[source].history = max(steps[source].history, node.rowsRead(of: argument))
        lastUse[source] = place
      }
      if case .apply(let operation) = node.kind, operation.remembers {
        steps[place].history = max(steps[place].history, 2)
      }
    }
    for root in roots { lastUse[root] = .max }
    var free: [Int] = []
    for place in steps.indices {
      var isPassing = steps[place].history == 1
      if case .apply = steps[place].node.kind {} else { isPassing = false }
      if isPassing, let slot = free.popLast() {
        steps[place].slot = slot
      } else {
        steps[place].slot = slotCount
        slotCount += steps[place].history
      }
      if !isPassing { lastUse[place] = .max }
      for source in Set(steps[place].node.arguments).sorted() where lastUse[source] == place {
        free.append(steps[source].slot)
      }
    }
  }
}

extension FactorNode {
  /// How many rows of an argument one value reads, from today's back.
  func rowsRead(of argument: Int) -> Int {
    guard case .apply(let operation) = kind else { return 1 }
    switch operation {
    case .delay, .delta: return window + 1
    case .regression: return window + (argument == 1 ? Int(parameters[0]) : 0)
    case .groupBackfill: return argument == 0 ? max(window, 1) : 1
    default: return max(window, 1)
    }
  }
}

extension FactorProgram {
  /// The first row that must be computed for the values from a row on to be right.
  private func warmStart(of row: Int) -> Int { remembers ? 0 : max(0, row - (rowsNeeded - 1)) }

  /// Cuts rows into ranges that can be computed side by side with the same results.
  ///
  /// One range when the values depend on all rows before, or when the warming up would cost more than
  /// it saves.
  public func lanes(of rows: Range<Int>, count: Int) -> [Range<Int>] {
    let longest = max(1, rows.count / max(1, rowsNeeded))
    let lanes = remembers ? 1 : max(1, min(count, longest))
    return (0..<lanes).map { lane in
      let start = rows.lowerBound + rows.count * lane / lanes
      return start..<(rows.lowerBound + rows.count * (lane + 1) / lanes)
    }
  }

  /// Checks that a panel has what the factors read.
  public func check(_ panel: FactorPanel) throws(FactorDataError) {
    for field in fields where panel.fields[field] == nil { throw .missingField(field) }
    for group in groups where panel.groups[group] == nil { throw .missingGroup(group) }
  }

  /// Returns the values of some rows: for each factor rows × symbols, row by row, NaN for missing.
  public func evaluate(
    over panel: FactorPanel, rows: Range<Int>
  ) throws(FactorDataError) -> [[Double]] {
    var stream = try self.stream(over: panel, rows: rows)
    let width = panel.width
    let cells = rows.count * width
    var results = roots.map { _ in [Double](repeating: .nan, count: cells) }
    let columns = fields.map { panel.fields[$0] ?? [] }
    for row in warmStart(of: rows.lowerBound)..<max(rows.upperBound, rows.lowerBound) {
      stream.append(row: row, of: columns)
      guard row >= rows.lowerBound else { continue }
      let start = (row - rows.lowerBound) * width
      for tree in results.indices { stream.copy(tree, into: &results[tree], at: start) }
    }
    return results
  }

  /// Hands over the values block by block in the order of the rows, with the memory of one block.
  ///
  /// - Parameters:
  ///   - blockRows: How many rows a block has; the last may have fewer.
  ///   - take: Gets the rows of a block and for each factor its rows × symbols, valid in the call only.
  /// - Returns: How many divisions had the divisor zero.
  /// - Throws: `FactorDataError`, and what `take` throws.
  @discardableResult
  public func evaluate(
    over panel: FactorPanel, rows: Range<Int>, blockRows: Int,
    _ take: (_ rows: Range<Int>, _ values: [UnsafeBufferPointer<Double>]) throws -> Void
  ) throws -> Int {
    precondition(blockRows > 0, "A block has a row.")
    var stream = try self.stream(over: panel, rows: rows)
    let width = panel.width
    let columns = fields.map { panel.fields[$0] ?? [] }
    let size = blockRows * width
    var block = [Double](repeating: .nan, count: size * roots.count)
    var first = rows.lowerBound
    for row in warmStart(of: first)..<max(rows.upperBound, rows.lowerBound) {
      stream.append(row: row, of: columns)
      guard row >= rows.lowerBound else {
        stream.divisionsByZero = 0
        continue
      }
      let start = (row - first) * width
      for tree in roots.indices { stream.copy(tree, into: &block, at: tree * size + start) }
      guard row + 1 == rows.upperBound || row + 1 - first == blockRows else { continue }
      let count = (row + 1 - first) * width
      try block.withUnsafeBufferPointer { all in
        try take(
          first..<(row + 1),
          roots.indices.map {
            UnsafeBufferPointer(rebasing: all[($0 * size)..<($0 * size + count)])
          })
      }
      first = row + 1
    }
    return stream.divisionsByZero
  }

  private func stream(
    over panel: FactorPanel, rows: Range<Int>
  ) throws(FactorDataError) -> FactorStream {
    try check(panel)
    guard rows.lowerBound >= 0, rows.upperBound <= panel.rows else {
      throw .rowsOutside(rows, of: panel.rows)
    }
    return FactorStream(
      self, width: panel.width, groups: panel.groups, rowsBefore: warmStart(of: rows.lowerBound))
  }
}
