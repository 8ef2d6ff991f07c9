import ArgumentParser
import Contract
import Foundation

extension DataCommand {
  struct Tables: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the tables that qs data ask may read.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.many(TableView.self, "tables")) { Self.words($0) }
    }

    /// Tables with their columns, these folded into lines of `width` characters in all.
    static func words(_ tables: [TableView], width: Int = 100) -> String {
      var table = Table(.text("table"), .figure("rows"), .text("columns"))
      let name = max("table".count, tables.map(\.name.count).max() ?? 0)
      let rows = max("rows".count, tables.map { Figures.count($0.rows).count }.max() ?? 0)
      for entry in tables {
        let columns = entry.columns.map { "\($0.name) \($0.type)" }
        let lines = Self.folded(columns, width: width - name - rows - 4)
        table.add(entry.name, Figures.count(entry.rows), lines.first ?? "")
        for line in lines.dropFirst() { table.add("", "", line) }
      }
      return table.text(whenEmpty: "There is no table.")
    }

    /// Words with commas between them in lines of at most so many characters; a longer word has a
    /// line of its own.
    private static func folded(_ words: [String], width: Int) -> [String] {
      var lines: [String] = []
      for (index, word) in words.enumerated() {
        let text = index + 1 < words.count ? word + "," : word
        if let last = lines.last, last.count + 1 + text.count <= width {
          lines[lines.count - 1] = last + " " + text
        } else {
          lines.append(text)
        }
      }
      return lines
    }
  }

  struct Ask: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask the warehouse one SELECT, and nothing else.",
      discussion: "Without SQL, or with -, the question is read from standard input.")
    /// Longer than any question that a person writes; the API takes a mebibyte at most.
    private static let longest = 1 << 20
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "One SELECT.") var sql: String = "-"
    @Option(help: "Rows at most, 1 to 10000.") var limit = 1000
    @Option(help: "Seconds at most, 1 to 60.") var seconds = 10

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let question = sql == "-" ? try Self.typed() : sql
      let answer = try await courier.one(
        SQLAnswer.self, "ask",
        sending: SQLRequest(sql: question, limit: limit, seconds: seconds))
      terminal.show(answer, as: Self.table)
      let rows = Figures.count(answer.value.rows.count)
      terminal.note(
        "\(rows) rows\(answer.value.isCut ? ", and more" : "") in "
          + "\(Figures.ratio(answer.value.milliseconds, decimals: 1)) ms.")
    }

    static func table(_ answer: SQLAnswer) -> String {
      let numbers = ["INT", "DOUBLE", "FLOAT", "DECIMAL"]
      var table = Table(
        columns: answer.columns.map { column in
          numbers.contains { column.type.uppercased().contains($0) }
            ? .figure(column.name) : .text(column.name)
        })
      for row in answer.rows { table.add(cells: row.map { $0 ?? Figures.absent }) }
      return table.text(whenEmpty: "No row answers the question.")
    }

    private static func typed() throws(CommandFailure) -> String {
      let data: Data?
      do {
        data = try FileHandle.standardInput.read(upToCount: longest)
      } catch {
        throw .usage("Standard input cannot be read: \(error)", remedy: "Give the SELECT itself.")
      }
      guard let data, !data.isEmpty else {
        throw .usage(
          "Standard input holds no question.", remedy: "For example: qs data ask 'SELECT 1'")
      }
      return String(decoding: data, as: UTF8.self)
    }
  }
}
