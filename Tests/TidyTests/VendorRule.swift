/// A vendor's name stands only in the module that speaks to it, in Platform and in Apps: whatever
/// else knew it could not be served by another vendor.
struct VendorRule {
  /// A vendor's word with the modules below Apps that may say it.
  private static let homes: [(word: String, modules: Set<String>)] = [
    ("duckdb", ["CDuckDB", "DuckDB", "Files", "Warehouse"]),
    ("fmp", ["FinancialModelingPrep"]),
    ("financialmodelingprep", ["FinancialModelingPrep"]),
    ("mlflow", ["MLflow"]),
    ("alpaca", ["Alpaca"]),
    ("interactivebrokers", ["InteractiveBrokers"]),
    ("prefect", ["Prefect"]),
    ("openai", ["ChatCompletions"]),
    ("groq", ["ChatCompletions"]),
    ("hummingbird", []),
  ]

  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSource, file.tier != .apps, let module = file.module else { return [] }
    var found: [Violation] = []
    for (number, line) in file.content.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let words = Self.words(of: line)
      for (word, modules) in Self.homes where !modules.contains(module) {
        if words.contains(word) || (word.count > 3 && words.contains { $0.contains(word) }) {
          found.append(
            file.violation(number + 1, "`\(word)` belongs in its adapter, not in \(module)"))
        }
      }
    }
    return found
  }

  /// The runs of letters and digits in a line and the words that capitals make in them, in lower
  /// case: `fmp` is found in `fmpClient` and `FMPClient`, not in another word.
  private static func words(of line: Substring) -> Set<String> {
    var words: Set<String> = []
    for run in line.utf8.split(whereSeparator: { !isLetter($0) && !isDigit($0) }) {
      words.insert(String(decoding: run.map(lowered), as: UTF8.self))
      var part: [UInt8] = []
      for index in run.indices {
        let next = run.index(after: index)
        let startsWord =
          isUpper(run[index])
          && (part.last.map { !isUpper($0) } ?? false
            || (next < run.endIndex && !isUpper(run[next]) && !isDigit(run[next])))
        if startsWord {
          words.insert(String(decoding: part.map(lowered), as: UTF8.self))
          part = []
        }
        part.append(run[index])
      }
      words.insert(String(decoding: part.map(lowered), as: UTF8.self))
    }
    return words
  }

  private static func isUpper(_ byte: UInt8) -> Bool { byte >= 65 && byte <= 90 }
  private static func isLetter(_ byte: UInt8) -> Bool {
    isUpper(byte) || (byte >= 97 && byte <= 122)
  }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  private static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte + 32 : byte }
}
