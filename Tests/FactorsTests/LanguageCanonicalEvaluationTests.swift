import Factors
import Testing

/// The canonical tree computes what the written one does.
@Suite struct LanguageCanonicalEvaluationTests {
  /// A made panel with every column and classification that the library reads.
  private static let panel: FactorPanel = {
    let sample = FactorSamples.panel(rows: 300, width: 8, seed: 101)
    var columns = sample.fields
    let volume = columns[.volume] ?? []
    columns[.vwap] = zip(columns[.high] ?? [], columns[.close] ?? []).map { ($0 + $1) / 2 }
    columns[.cap] = volume.map { $0 * 3 + 50 }
    for (place, name) in Vocabulary.figures.enumerated() {
      columns[.named(name)] = volume.map { ($0 - 40) / Double(place + 2) }
    }
    let sector = sample.groups["sector"] ?? []
    return FactorPanel(
      sessions: sample.sessions, symbols: sample.symbols, fields: columns,
      groups: ["sector": sector, "industry": sector, "subindustry": sector])
  }()

  @Test(arguments: FactorConventions.named.map(\.name))
  func `the same bits come of both`(_ name: String) throws {
    let conventions = try #require(FactorConventions.named.first { $0.name == name }).conventions
    let texts = LanguageCanonicalTests.texts
    let expressions = try texts.map { try FactorExpression(parsing: $0, conventions: conventions) }
    let program = FactorProgram(expressions.flatMap { [$0.tree, $0.canonicalTree] })
    let rows = Self.panel.rows - 40..<Self.panel.rows
    let results = try program.evaluate(over: Self.panel, rows: rows)
    var values = 0
    for (place, text) in texts.enumerated() {
      let pairs = zip(results[2 * place], results[2 * place + 1])
      #expect(pairs.allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }, "\(text)")
      values += results[2 * place].count { !$0.isNaN }
    }
    #expect(values > 20_000)
  }

  @Test func `rows needed are those of the program`() throws {
    for text in LanguageCanonicalTests.texts {
      let expression = try FactorExpression(parsing: text)
      #expect(FactorProgram([expression.tree]).rowsNeeded == expression.rowsNeeded, "\(text)")
    }
  }
}
