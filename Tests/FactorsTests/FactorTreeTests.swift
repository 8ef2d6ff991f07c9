import Chronology
import Factors
import Market
import Testing

/// What a factor's tree, panel and conventions promise by their shape.
@Suite struct FactorTreeTests {
  @Test func `the named conventions differ where the publications do`() {
    #expect(FactorConventions.paper.rank == .percentile)
    #expect(FactorConventions.brain.rank == .unitInterval)
    #expect(FactorConventions.golden.missingComparison == .isFalse)
    #expect(FactorConventions.named.map(\.name) == ["paper", "brain", "golden"])
  }

  @Test func `a node is what it computes, on what, over which window`() {
    let close = FactorNode(.field(.close))
    let change = FactorNode(.apply(.delta), arguments: [0], window: 5)
    let tree = FactorTree(nodes: [close, change], rowsNeeded: 6)

    #expect(tree.nodes.last?.arguments == [0])
    #expect(tree != FactorTree(nodes: [close], rowsNeeded: 1))
  }

  @Test func `only what refers to its own past remembers`() {
    #expect(FactorOperator.allCases.filter(\.remembers) == [.hump, .tradeWhen])
  }

  @Test func `a panel has a value for each session and symbol`() {
    let panel = FactorPanel(
      sessions: [SessionDate(day: 0), SessionDate(day: 1)], symbols: [Symbol("A"), Symbol("B")],
      fields: [.close: [1, 2, 3, 4]], groups: ["sector": [0, -1]])

    #expect(panel.rows == 2)
    #expect(panel.width == 2)
  }
}
