import DuckDB
import Foundation
import Market

/// A question that was found harmless, on the connection that answers it.
struct ConsoleQuestion {
  /// The longest question, in bytes of UTF-8.
  static let longest = 20_000
  /// The longest value that is answered whole, in characters.
  static let longestCell = 10_000
  /// The most text in one answer, in bytes, so that no answer fills the memory.
  static let mostText = 16 << 20

  private let connection: Connection
  private let text: String
  private let isExplanation: Bool

  /// Checks a question.
  ///
  /// - Throws: `query`, saying what is wrong with it or not allowed.
  init(_ sql: String, on connection: Connection) throws {
    guard sql.utf8.count <= Self.longest, !sql.utf8.contains(0) else {
      throw ConsoleSyntax.refusal(
        "A question has at most \(Self.longest) characters, and no zero among them.")
    }
    self.connection = connection
    let (rest, isExplanation) = Self.withoutExplain(Self.trimmed(sql))
    self.isExplanation = isExplanation
    let syntax = try Self.syntax(on: connection)
    let tree = try Self.tree(of: rest, on: connection)
    try syntax.check(tree)
    try ConsoleGrowth.check(tree["statements"] as? [Any] ?? [])
    // What follows a semicolon is a comment at most: the tree has one statement. Written anew from
    // the tree, the question has neither.
    text = rest.contains(";") ? try Self.rewritten(rest, on: connection) : rest
    try syntax.check(try Self.tree(of: Self.wrapped(text, columns: 1), on: connection))
  }

  /// Columns, rows as text, and whether there were more.
  typealias Answer = (columns: [ConsoleColumn], rows: [[String?]], isCut: Bool)

  /// Answers it with at most `limit` rows.
  func answer(limit: Int) throws -> Answer {
    if isExplanation {
      let columns = ["explain_key", "explain_value"].map {
        ConsoleColumn(name: $0, type: "VARCHAR")
      }
      return try rows(SQL(checked: "EXPLAIN\n" + text), columns, limit: limit)
    }
    let columns = try connection.rows(
      SQL(checked: "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM (\n\(text)\n))")
    ) { row in ConsoleColumn(name: try row.text(0), type: try row.text(1)) }
    let statement = Self.wrapped(text, columns: columns.count) + " LIMIT \(limit + 1)"
    return try rows(SQL(checked: statement), columns, limit: limit)
  }

  private func rows(
    _ sql: SQL, _ columns: [ConsoleColumn], limit: Int
  ) throws -> Answer {
    var rows: [[String?]] = []
    var bytes = 0
    var isCut = false
    do {
      try connection.chunks(sql, isStreaming: true) { chunk in
        for row in chunk.rows {
          let values = try columns.indices.map { try row.textOrNull($0) }
          bytes += values.reduce(0) { $0 + 16 + ($1?.utf8.count ?? 0) }
          guard rows.count < limit, bytes <= Self.mostText else { throw Enough() }
          rows.append(values)
        }
      }
    } catch is Enough {
      isCut = true
    }
    return (columns, rows, isCut)
  }

  /// Thrown to leave a stream before its end.
  private struct Enough: Error {}

  // MARK: Statements

  /// The question with each value as text of bounded length. Its own lines begin at the second.
  private static func wrapped(_ text: String, columns: Int) -> String {
    let cells = (1...max(1, columns)).map { column in
      "CASE WHEN length(v\(column)) > \(longestCell) THEN left(v\(column), \(longestCell)) || '…' "
        + "ELSE v\(column) END"
    }
    let texts = (1...max(1, columns)).map { "#\($0)::VARCHAR AS v\($0)" }
    return "SELECT \(cells.joined(separator: ", ")) FROM (SELECT \(texts.joined(separator: ", ")) "
      + "FROM (\n\(text)\n))"
  }

  private static func trimmed(_ sql: String) -> String {
    var text = sql.trimmingCharacters(in: .whitespacesAndNewlines)
    while text.hasSuffix(";") {
      text = String(text.dropLast()).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return text
  }

  /// An EXPLAIN is not a SELECT to the parser; what it explains is checked as if it were asked.
  /// `EXPLAIN ANALYZE`, which would run it, is no SELECT without its first word either.
  private static func withoutExplain(_ text: String) -> (String, isExplanation: Bool) {
    let word = "explain"
    guard text.prefix(word.count).lowercased() == word,
      let next = text.dropFirst(word.count).first, next.isWhitespace || next == "("
    else { return (text, false) }
    return (trimmed(String(text.dropFirst(word.count))), true)
  }

  private static func syntax(on connection: Connection) throws -> ConsoleSyntax {
    let names = try connection.rows(
      """
      SELECT DISTINCT lower(table_name) FROM duckdb_tables()
      UNION SELECT lower(view_name) FROM duckdb_views()
      """
    ) { row in try row.text(0) }
    return ConsoleSyntax(
      tables: ConsoleWords.tables,
      others: Set(names).subtracting(ConsoleWords.tables).union(ConsoleWords.hidden))
  }

  private static func tree(of text: String, on connection: Connection) throws -> [String: Any] {
    let answer =
      try connection.first(
        "SELECT json_serialize_sql(?::VARCHAR)::VARCHAR", [.text(text)]
      ) { row in try row.text(0) } ?? ""
    let tree: Any
    do {
      tree = try JSONSerialization.jsonObject(with: Data(answer.utf8))
    } catch {
      throw ConsoleSyntax.refusal("The question is nested too deeply.")
    }
    guard let tree = tree as? [String: Any], let isError = tree["error"] as? Bool else {
      throw ConsoleSyntax.refusal("The question cannot be read.")
    }
    guard !isError else { throw refusal(of: text, tree) }
    return tree
  }

  private static func refusal(of text: String, _ tree: [String: Any]) -> StoreError {
    guard tree["error_type"] as? String == "parser" else {
      return ConsoleSyntax.refusal("The console answers a SELECT, and nothing else.")
    }
    let message = oneLine(tree["error_message"] as? String ?? "The question cannot be read.")
    guard let place = (tree["position"] as? String).flatMap({ Int($0) }) else {
      return ConsoleSyntax.refusal("\(message).")
    }
    let before = text.utf8.prefix(place).split(
      separator: 10, omittingEmptySubsequences: false)
    let column = (before.last?.count ?? 0) + 1
    return ConsoleSyntax.refusal("\(message) (line \(max(1, before.count)), column \(column)).")
  }

  private static func rewritten(_ text: String, on connection: Connection) throws -> String {
    let written =
      try connection.first(
        "SELECT json_deserialize_sql(json_serialize_sql(?::VARCHAR))", [.text(text)]
      ) { row in try row.text(0) } ?? ""
    return trimmed(written)
  }

  /// DuckDB's words in one line, its drawing of the place put into words.
  ///
  /// - Parameter before: Lines that stand before the question in the statement that failed.
  static func oneLine(_ message: String, before: Int = 0) -> String {
    let lines = message.split(separator: "\n").map(String.init)
    guard let mark = lines.firstIndex(where: { $0.hasPrefix("LINE ") }), mark + 1 < lines.count,
      let number = Int(lines[mark].dropFirst(5).prefix { $0.isNumber }),
      let caret = lines[mark + 1].firstIndex(of: "^")
    else { return lines.joined(separator: " ") }
    let words = lines[..<mark].joined(separator: " ")
    let head = "LINE \(number): "
    let offset = lines[mark + 1].distance(from: lines[mark + 1].startIndex, to: caret)
    let isWhole = !lines[mark].dropFirst(head.count).hasPrefix("...")
    let column = isWhole ? ", column \(offset - head.count + 1)" : ""
    return "\(words) (line \(max(1, number - before))\(column))."
  }
}
