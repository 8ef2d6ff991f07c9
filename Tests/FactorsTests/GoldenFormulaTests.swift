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

  @Test(arguments: PublishedFormulas.numbers)
  func `a published formula has the values of the table`(number: Int) throws {
    let digits = String(number)
    let name = "alpha_" + String(repeating: "0", count: 3 - digits.count) + digits
    let table = try Self.table(name)
    let panel = try Self.panel(like: table)
    let program = FactorProgram([PublishedFormulas.tree(number)])
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
