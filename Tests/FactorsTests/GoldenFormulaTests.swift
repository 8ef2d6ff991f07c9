import Chronology
import Factors
import Market
import TestKit
import Testing

/// Ten published formulas against fixed tables; see `Fixtures/golden/R2/ORIGIN.md`.
@Suite struct GoldenFormulaTests {
  private static func table(_ name: String) throws -> [[Substring]] {
    try Fixture.text("Fixtures/golden/R2/\(name).csv").split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  private static func panel(like table: [[Substring]]) throws -> FactorPanel {
    let names = table[0].dropFirst().map(String.init)
    let dates = table.dropFirst().map { String($0[0]) }
    let fields: [FactorField] = [.open, .high, .low, .close, .volume]
    var columns = fields.map { _ in
      [Double](repeating: .nan, count: names.count * dates.count)
    }
    for line in try Self.table("panel").dropFirst() {
      let symbol = try #require(names.firstIndex(of: String(line[0])))
      let row = try #require(dates.firstIndex(of: String(line[1])))
      for field in fields.indices {
        columns[field][row * names.count + symbol] = try #require(Double(line[2 + field]))
      }
    }
    return FactorPanel(
      sessions: dates.indices.map { SessionDate(day: Int32($0)) },
      symbols: names.map { Symbol($0) },
      fields: Dictionary(uniqueKeysWithValues: zip(fields, columns)))
  }

  private static let texts: [Int: String] = [
    1: "rank(ts_argmax(signedpower(returns < 0 ? stddev(returns, 20) : close, 2), 5)) - 0.5",
    4: "-1 * ts_rank(rank(low), 9)",
    6: "-1 * correlation(open, volume, 10)",
    12: "sign(delta(volume, 1)) * (-1 * delta(close, 1))",
    33: "rank(-1 * (1 - open / close))",
    41: "(high * low)^0.5 - (high + low + close) / 3",
    53: "-1 * delta(((close - low) - (high - close)) / (close - low), 9)",
    54: "(-1 * ((low - close) * open^5)) / ((low - high) * close^5)",
    60: """
    -1 * (2 * scale(rank(((close - low) - (high - close)) / (high - low) * volume)) \
    - scale(rank(ts_argmax(close, 10))))
    """,
    101: "(close - open) / (high - low + 0.001)",
  ]

  @Test(arguments: PublishedFormulas.numbers)
  func `a published formula has the values of the table`(number: Int) throws {
    try compare(PublishedFormulas.tree(number), number)
  }

  @Test(arguments: PublishedFormulas.numbers)
  func `its text has them too, as written and in the canonical form`(number: Int) throws {
    let text = try #require(Self.texts[number])
    let expression = try FactorExpression(parsing: text, conventions: .golden)
    try compare(expression.tree, number)
    try compare(expression.canonicalTree, number)
    #expect(FactorProgram([expression.tree]).rowsNeeded == expression.rowsNeeded)
  }

  private func compare(_ tree: FactorTree, _ number: Int) throws {
    let digits = String(number)
    let name = "alpha_" + String(repeating: "0", count: 3 - digits.count) + digits
    let table = try Self.table(name)
    let panel = try Self.panel(like: table)
    let program = FactorProgram([tree])
    let values = try program.evaluate(over: panel, rows: 0..<panel.rows)[0]
    var there = 0
    for row in 0..<panel.rows {
      for symbol in 0..<panel.width {
        let cell = table[row + 1][symbol + 1]
        let expected = cell.isEmpty ? .nan : try #require(Double(cell))
        let value = values[row * panel.width + symbol]
        if !expected.isNaN { there += 1 }
        #expect(
          agree(value, expected, within: 1e-10),
          "\(name), session \(row), symbol \(symbol): \(value), not \(expected)")
      }
    }
    #expect(there > 1000)
  }
}
