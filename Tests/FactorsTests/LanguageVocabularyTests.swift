import Factors
import Foundation
import Testing

/// One vocabulary for the parser, the reference and the editor.
@Suite struct LanguageVocabularyTests {
  @Test(arguments: Vocabulary.entries.map(\.name))
  func `an example parses and uses its function`(_ name: String) throws {
    let entry = try #require(Vocabulary.entry(named: name))
    let expression = try FactorExpression(parsing: entry.example)

    #expect(entry.example.contains("\(name)("))
    #expect(expression.warnings.isEmpty)
    #expect(entry.summary.hasSuffix("."))
  }

  @Test func `no name stands for two functions`() {
    let names = Vocabulary.entries.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(Set(names).isDisjoint(with: Vocabulary.columns.map(\.name) + Vocabulary.figures))
  }

  @Test func `every operator can be written`() throws {
    var operators: Set<FactorOperator> = []
    let signs = ["-close", "open ^ 2", "open / close - 1", "!(open < close)"]
    let comparisons = ["<", "<=", ">", ">=", "==", "!="].map { "open \($0) close" }
    for text in Vocabulary.entries.map(\.example) + signs + comparisons {
      for node in try FactorExpression(parsing: text).tree.nodes {
        if case .apply(let operation) = node.kind { operators.insert(operation) }
      }
    }
    #expect(operators == Set(FactorOperator.allCases))
  }

  @Test func `an editor completes what has begun`() {
    let found = Vocabulary.completions(for: "TS_R")
    #expect(found.map(\.name) == ["ts_rank", "ts_regression"])
    #expect(found.first?.signature == "ts_rank(x, d, constant=0)")
    #expect(Vocabulary.completions(for: "clo").map(\.name) == ["close"])
    #expect(Vocabulary.completions(for: "ts_corr").first?.signature == "ts_corr(x, y, d)")
  }

  @Test func `the reference is that of the code`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "docs/reference/factors.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text == FactorReference.text())
  }
}
