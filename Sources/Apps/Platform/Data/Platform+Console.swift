import Connect
import Contract
import Market
import Warehouse

extension Platform {
  private static let mostRows = 10_000
  private static let usualRows = 1000
  private static let mostSeconds = 60
  private static let usualSeconds = 10
  /// Longer than any question that a person writes.
  private static let longestQuestion = 100_000

  /// The tables that the console may read.
  func tables() async throws -> [TableView] {
    try await warehouse.tables().map { table in
      TableView(
        name: table.name, rows: table.rows, columns: table.columns.map(ColumnView.init))
    }
  }

  /// Answers one SELECT within its limits of rows and time.
  func ask(_ request: SQLRequest) async throws -> SQLAnswer {
    let limit = request.limit ?? Self.usualRows
    guard (1...Self.mostRows).contains(limit) else {
      throw Refusal.invalid(
        "limit", "is \(limit).", remedy: "Ask for 1 to \(Self.mostRows) rows.")
    }
    let seconds = request.seconds ?? Self.usualSeconds
    guard (1...Self.mostSeconds).contains(seconds) else {
      throw Refusal.invalid(
        "seconds", "is \(seconds).", remedy: "Allow 1 to \(Self.mostSeconds) seconds.")
    }
    guard request.sql.utf8.count <= Self.longestQuestion else {
      throw Refusal.invalid(
        "sql", "has \(request.sql.utf8.count) bytes.",
        remedy: "Ask with at most \(Self.longestQuestion) bytes.")
    }
    let answer: ConsoleAnswer
    do throws(StoreError) {
      answer = try await warehouse.ask(
        request.sql, limit: limit, within: .seconds(seconds), clock: clock)
    } catch {
      throw Self.refusal(ofQuestion: error)
    }
    return SQLAnswer(
      columns: answer.columns.map(ColumnView.init), rows: answer.rows, isCut: answer.isCut,
      milliseconds: answer.milliseconds)
  }

  /// Whoever asks writes the question: what is wrong with it is theirs to read.
  private static func refusal(ofQuestion error: StoreError) -> Refusal {
    switch error.code {
    case .query:
      Refusal(
        422, "sql.refused", "The question cannot be answered", detail: error.message,
        remedy: error.remedy)
    case .cancelled:
      Refusal(
        422, "sql.stopped", "The question was stopped", detail: error.message,
        remedy: error.remedy)
    case .locked:
      Refusal(
        429, "sql.busy", "The console is busy", detail: error.message, remedy: error.remedy,
        retryAfter: 1)
    case .corrupt, .readOnly, .full, .missing, .conflict: Refusal(error)
    }
  }
}

extension ColumnView {
  init(_ column: ConsoleColumn) { self.init(name: column.name, type: column.type) }
}
