import Chronology
import Factors
import Kernels
import Market
import Testing

/// Values of factors against a second computation of the operators, and against their own definition.
@Suite struct EvaluationTests {
  @Test(arguments: FactorOperator.allCases)
  func `an operator gives what the referee gives`(operation: FactorOperator) throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let panel = FactorSamples.panel(rows: 24, width: 11, seed: seed)
      let tree = FactorSamples.tree(
        endingIn: operation, steps: Int(seed % 4) + 1, using: &generator)
      try compare(tree, on: panel, seed: seed)
    }
  }

  @Test func `random trees give what the referee gives`() throws {
    for seed in 100..<140 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let panel = FactorSamples.panel(rows: 30, width: 9, seed: seed)
      try compare(
        FactorSamples.tree(endingIn: .rank, steps: 14, using: &generator), on: panel, seed: seed)
    }
  }

  /// Compares step by step, each on the first computation's own arguments, so that a rounding error
  /// cannot turn a tie around further up.
  private func compare(_ tree: FactorTree, on panel: FactorPanel, seed: UInt64) throws {
    let values = try FactorSamples.everyStep(of: tree).evaluate(over: panel, rows: 0..<panel.rows)
    let width = panel.width
    let tables = values.map { flat in
      (0..<panel.rows).map { Array(flat[($0 * width)..<(($0 + 1) * width)]) }
    }
    let referee = Referee(panel)
    for (place, node) in tree.nodes.enumerated() {
      let expected = referee.table(node, node.arguments.map { tables[$0] })
      for row in 0..<panel.rows {
        for symbol in 0..<width
        where !agree(tables[place][row][symbol], expected[row][symbol], within: 1e-9) {
          Issue.record(
            """
            seed \(seed), step \(place) \(node), row \(row), symbol \(symbol): \
            \(tables[place][row][symbol]), the referee says \(expected[row][symbol])
            """)
          return
        }
      }
    }
  }

  @Test func `blocks, lanes, prefixes and the stream agree bit for bit`() throws {
    for seed in 200..<220 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let panel = FactorSamples.panel(rows: 41, width: 10, seed: seed)
      let trees = (0..<4).map { _ in
        FactorSamples.tree(endingIn: .windowRank, steps: 5, using: &generator)
      }
      let program = FactorProgram(trees)
      let whole = try program.evaluate(over: panel, rows: 0..<41)

      let prefix = try program.evaluate(over: panel, rows: 0..<17)
      for tree in 0..<4 { #expect(bits(prefix[tree]) == bits(Array(whole[tree][..<170]))) }

      var joined = [[Double]](repeating: [], count: 4)
      for lane in program.lanes(of: 0..<41, count: 5) {
        let part = try program.evaluate(over: panel, rows: lane)
        for tree in 0..<4 { joined[tree] += part[tree] }
      }
      #expect(joined.map(bits) == whole.map(bits), "seed \(seed)")

      var blocks = [[Double]](repeating: [], count: 4)
      try program.evaluate(over: panel, rows: 3..<41, blockRows: 7) { _, values in
        for tree in 0..<4 { blocks[tree] += values[tree] }
      }
      #expect(blocks.map(bits) == whole.map { bits(Array($0[30...])) }, "seed \(seed)")

      let streamed = stream(program, panel)
      #expect(streamed.map(bits) == whole.map(bits), "seed \(seed)")
    }
  }

  private func stream(_ program: FactorProgram, _ panel: FactorPanel) -> [[Double]] {
    var stream = FactorStream(program, width: panel.width, groups: panel.groups)
    var values = [[Double]](repeating: [], count: program.treeCount)
    for row in 0..<panel.rows {
      if row == panel.rows / 2 {
        let state = stream.state
        guard
          let again = FactorStream(
            program, width: panel.width, groups: panel.groups, state: state)
        else {
          Issue.record("The state is not one.")
          return []
        }
        stream = again
      }
      stream.append { panel.fields[$0]?[row * panel.width + $1] ?? .nan }
      for tree in values.indices { values[tree] += stream.values(of: tree) }
    }
    return values
  }

  @Test func `a state of another width is no state`() {
    let program = FactorProgram([FactorTree(nodes: [FactorNode(.field(.close))], rowsNeeded: 1)])
    let state = FactorStream(program, width: 20, groups: [:]).state

    #expect(FactorStream(program, width: 20, groups: [:], state: state) != nil)
    #expect(FactorStream(program, width: 4, groups: [:], state: state) == nil)
    #expect(FactorStream(program, width: 20, groups: [:], state: []) == nil)
  }

  @Test func `what factors share is computed once, with the same bits`() throws {
    for seed in 300..<310 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let panel = FactorSamples.panel(rows: 25, width: 9, seed: seed)
      let trees = (0..<6).map { _ in
        FactorSamples.tree(endingIn: .add, steps: 6, using: &generator)
      }
      let together = FactorProgram(trees)
      let shared = try together.evaluate(over: panel, rows: 0..<25)
      var steps = 0
      for (place, tree) in trees.enumerated() {
        let alone = FactorProgram([tree])
        steps += alone.nodeCount
        let values = try alone.evaluate(over: panel, rows: 0..<25)
        #expect(bits(values[0]) == bits(shared[place]), "seed \(seed)")
      }
      #expect(together.nodeCount < steps)
    }
  }

  @Test func `a gap of one symbol leaves windows of the others alone`() throws {
    let panel = FactorSamples.panel(rows: 20, width: 6, seed: 7)
    var fields = panel.fields
    fields[.close]?[10 * 6 + 2] = .nan
    let broken = FactorPanel(
      sessions: panel.sessions, symbols: panel.symbols, fields: fields, groups: panel.groups)
    let tree = FactorTree(
      nodes: [
        FactorNode(.field(.close)), FactorNode(.field(.volume)),
        FactorNode(.apply(.correlation), arguments: [0, 1], window: 4),
      ], rowsNeeded: 4)
    let program = FactorProgram([tree])
    let before = try program.evaluate(over: panel, rows: 0..<20)[0]
    let after = try program.evaluate(over: broken, rows: 0..<20)[0]
    for place in before.indices where place % 6 != 2 {
      #expect(bits([before[place]]) == bits([after[place]]))
    }
    for row in 10...13 { #expect(after[row * 6 + 2].isNaN) }
  }

  @Test func `what the data lacks is said`() throws {
    let panel = FactorSamples.panel(rows: 5, width: 3, seed: 1)
    func program(_ kind: FactorNode.Kind) -> FactorProgram {
      FactorProgram([FactorTree(nodes: [FactorNode(kind)], rowsNeeded: 1)])
    }
    #expect(throws: FactorDataError.missingField(.cap)) {
      try program(.field(.cap)).evaluate(over: panel, rows: 0..<5)
    }
    #expect(throws: FactorDataError.missingGroup("country")) {
      try program(.group("country")).evaluate(over: panel, rows: 0..<5)
    }
    #expect(throws: FactorDataError.rowsOutside(2..<6, of: 5)) {
      try program(.field(.close)).evaluate(over: panel, rows: 2..<6)
    }
    let none = try program(.field(.close)).evaluate(over: panel, rows: 3..<3)
    #expect(none == [[]])
  }
}
