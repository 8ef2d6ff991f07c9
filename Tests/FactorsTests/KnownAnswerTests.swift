import Chronology
import Factors
import Market
import Testing

/// Small examples whose answers follow from the definitions by hand.
@Suite struct KnownAnswerTests {
  /// The newest row of an operator on columns that stand one row after the other.
  private func newest(
    _ operation: FactorOperator, _ rows: [[Double]], _ second: [[Double]] = [], window: Int = 0,
    parameters: [Double] = [], groups: [Int32] = []
  ) throws -> [Double] {
    var nodes = [FactorNode(.field(.close))]
    var fields: [FactorField: [Double]] = [.close: rows.flatMap { $0 }]
    if !second.isEmpty {
      nodes.append(FactorNode(.field(.open)))
      fields[.open] = second.flatMap { $0 }
    }
    if !groups.isEmpty { nodes.append(FactorNode(.group("sector"))) }
    nodes.append(
      FactorNode(
        .apply(operation), arguments: Array(nodes.indices), window: window, parameters: parameters))
    let panel = FactorPanel(
      sessions: rows.indices.map { SessionDate(day: Int32($0)) },
      symbols: rows[0].indices.map { Symbol("S\($0)") }, fields: fields,
      groups: groups.isEmpty ? [:] : ["sector": groups])
    let program = FactorProgram([FactorTree(nodes: nodes, rowsNeeded: max(window, 1))])
    return try program.evaluate(over: panel, rows: (rows.count - 1)..<rows.count)[0]
  }

  private func column(_ values: Double...) -> [[Double]] { values.map { [$0] } }

  @Test func `ranks share their places and leave out what is missing`() throws {
    let row = [10, 20, 20, Double.nan, 5]
    let share = try newest(.rank, [row], parameters: [0])
    #expect(bits(share) == bits([0.5, 0.875, 0.875, .nan, 0.25]))
    let unit = try newest(.rank, [row], parameters: [1])
    #expect(bits(unit) == bits([1 / 3.0, 5 / 6.0, 5 / 6.0, .nan, 0]))
    #expect(try newest(.rank, [[7]], parameters: [1]) == [0.5])
  }

  @Test func `a rank tells apart what 32 bits cannot`() throws {
    let row = [1 + 2e-16, 1 + 1e-10, 1, 1 + 5e-11, -0.0, 0.0, 1e300, 2e300]
    let ranks = try newest(.rank, [row], parameters: [0])
    #expect(ranks == [4, 6, 3, 5, 1.5, 1.5, 7, 8].map { $0 / 8 })
  }

  @Test func `a scaled row has the asked sum of absolute values`() throws {
    let scaled = try newest(.scale, [[1, -3, .nan]], parameters: [1, 0, 0])
    #expect(bits(scaled) == bits([0.25, -0.75, .nan]))
    let none = try newest(.scale, [[0, 0]], parameters: [1, 0, 0])
    #expect(bits(none) == bits([.nan, .nan]))
  }

  @Test func `windows of one symbol`() throws {
    #expect(try newest(.windowRank, column(3, 1, 2), window: 3, parameters: [0]) == [2 / 3.0])
    #expect(try newest(.windowRank, column(2, 1, 2), window: 3, parameters: [0]) == [2.5 / 3])
    let decayed = try newest(.decayLinear, column(6, 5, 4, 5, 30), window: 5, parameters: [0])
    #expect(agree(decayed[0], 13.2, within: 1e-15))
    let peaks = column(1, 5, 2, 5, 3)
    #expect(try newest(.argumentMaximum, peaks, window: 5, parameters: [0, 0]) == [4])
    #expect(try newest(.argumentMaximum, peaks, window: 5, parameters: [0, 1]) == [2])
    #expect(try newest(.argumentMaximum, peaks, window: 5, parameters: [1, 0]) == [1])
    let deviation = try newest(.standardDeviation, column(1, 2, 3, 4), window: 4)
    #expect(agree(deviation[0], 1.2909944487358056, within: 1e-15))
    #expect(try newest(.delta, column(4, 9), window: 1) == [5])
    #expect(try newest(.delta, column(4), window: 1)[0].isNaN)
    #expect(try newest(.sum, column(1, .nan, 3), window: 3)[0].isNaN)
  }

  @Test func `a decay passes over gaps when half of the window is there`() throws {
    #expect(try newest(.decayLinear, column(1, .nan, 4), window: 3, parameters: [0]) == [13 / 4.0])
    #expect(try newest(.decayLinear, column(.nan, .nan, 4), window: 3, parameters: [0])[0].isNaN)
    #expect(try newest(.decayLinear, column(.nan, .nan, 4), window: 3, parameters: [1]) == [2])
  }

  @Test func `correlation is one for a line, missing for what stands still`() throws {
    let line = try newest(.correlation, column(1, 2, 3), column(2, 4, 6), window: 3)
    #expect(agree(line[0], 1, within: 1e-15) && line[0] <= 1)
    let still = try newest(.correlation, column(1, 2, 3), column(0.1, 0.1, 0.1), window: 3)
    #expect(still[0].isNaN)
    // A price that moves by hundredths at a level of a hundred thousand does move.
    let high = try newest(
      .correlation, column(100_000.01, 100_000.02, 100_000.03), column(3, 2, 1), window: 3)
    #expect(agree(high[0], -1, within: 1e-6))
  }

  @Test func `a signed power keeps the sign`() throws {
    #expect(try newest(.signedPower, [[-3]], [[2]]) == [-9])
    #expect(try newest(.power, [[-8]], [[1 / 3.0]])[0].isNaN)
    #expect(try newest(.power, [[0]], [[-1]])[0].isNaN)
  }

  @Test func `a name alone in its group is its group's mean, and those without a group are one`()
    throws
  {
    #expect(try newest(.groupNeutralize, [[1, 3, 10]], groups: [0, 0, 1]) == [-1, 1, 0])
    #expect(try newest(.groupNeutralize, [[1, 3, 10]], groups: [-1, 0, -1]) == [-4.5, 0, 4.5])
  }

  @Test func `divisions by zero are missing and counted`() throws {
    let nodes = [
      FactorNode(.field(.close)), FactorNode(.field(.open)),
      FactorNode(.apply(.divide), arguments: [0, 1]),
    ]
    let program = FactorProgram([FactorTree(nodes: nodes, rowsNeeded: 1)])
    let panel = FactorPanel(
      sessions: [SessionDate(day: 0)], symbols: [Symbol("A"), Symbol("B"), Symbol("C")],
      fields: [.close: [1, 0, .nan], .open: [0, 0, 0]])
    let count = try program.evaluate(over: panel, rows: 0..<1, blockRows: 4) { _, values in
      #expect(bits(Array(values[0])) == bits([.nan, .nan, .nan]))
    }
    #expect(count == 2)
  }
}
