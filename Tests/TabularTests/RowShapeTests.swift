import Chronology
import Kernels
import Tabular
import Testing

/// Rows that are written alike, read at once: the same values as field by field, or none.
@Suite struct RowShapeTests {
  private static let columns = ["symbol", "date", "a", "b"]

  /// A row's date and numbers, and whether it was read at once.
  private struct Row: Equatable {
    var date: String
    var a: Double
    var b: Double
    var isAtOnce = false
  }

  /// Reads as a decoder of bars does: at once where it goes, field by field where not.
  private func read(_ text: String, learns: Bool = true) throws -> [Row] {
    try Array(text.utf8).withUnsafeBytes { (bytes) throws in
      var reader = try FlatJSON(bytes, columns: Self.columns)
      var numbers = [Double](repeating: .nan, count: Self.columns.count)
      var rows: [Row] = []
      while true {
        if let date = numbers.withUnsafeMutableBufferPointer({ reader.nextAlike($0) }) {
          rows.append(Row(date: "\(date)", a: numbers[2], b: numbers[3], isAtOnce: true))
          continue
        }
        guard try reader.nextRow() else { break }
        var row = Row(date: "none", a: .nan, b: .nan)
        while try reader.nextField() {
          switch reader.column {
          case 1: row.date = reader.value.date.map { "\($0)" } ?? "none"
          case 2: row.a = reader.value.lenientNumber ?? .nan
          case 3: row.b = reader.value.lenientNumber ?? .nan
          default: break
          }
        }
        rows.append(row)
        if learns { reader.learnRow(date: 1, constant: 0) }
      }
      #expect(reader.rows == rows.count)
      return rows
    }
  }

  private func row(
    _ date: String, _ a: String, _ b: String, symbol: String = "AB", also: String = ""
  ) -> String {
    #"{"symbol": "\#(symbol)", "date": "\#(date)", "a": \#(a),"# + also + #" "b": \#(b) }"#
  }

  @Test func `rows after the first are read at once, with blanks between and numbers nobody asked for`()
    throws
  {
    let rows = [
      row("2024-02-29", "1.5", "-2e3", also: #" "x": 7,"#),
      row("2024-02-28", "10", "0.25", also: #" "x": -1.25,"#),
      row("2023-12-31", "0", "9007199254740992", also: #" "x": 0,"#),
    ]

    let read = try read("[ \(rows.joined(separator: "\n , \t")) ]")

    #expect(
      read == [
        Row(date: "2024-02-29", a: 1.5, b: -2000),
        Row(date: "2024-02-28", a: 10, b: 0.25, isAtOnce: true),
        Row(date: "2023-12-31", a: 0, b: 9_007_199_254_740_992, isAtOnce: true),
      ])
  }

  @Test(arguments: [
    row2("2024-01-05", "null", "1"), row2("2024-01-05", "\"3\"", "1"), row2("2024-01-32", "3", "1"),
    row2("2024-1-05", "3", "1"), row2("0000-00-00", "3", "1"), row2("2024-01-00", "3", "1"),
    row2("2024-01-05", "0.12345678901234567890123", "1"), row2("2024-01-05", "1e400", "1"),
    row2("2024-01-05", "3", "1", symbol: "ABC"), row2("2024-01-05 16:00:00", "3", "1"),
    #"{"symbol": "AB", "a": 3, "b": 1 }"#, "{}",
  ])
  func `a row that is written otherwise is left to the slow way, and the next is quick again`(
    odd: String
  ) throws {
    let text = """
      [\(row("2024-01-03", "1", "2")),\(row("2024-01-04", "3", "4")),\(odd),\
      \(row("2024-01-06", "5", "6")),\(row("2024-01-07", "7", "8"))]
      """

    let quick = try read(text)
    let slow = try read(text, learns: false)

    #expect(quick.map(\.isAtOnce).first == false && quick[1].isAtOnce && !quick[2].isAtOnce)
    #expect(quick[4].isAtOnce)
    #expect(quick.map { "\($0.date) \($0.a) \($0.b)" } == slow.map { "\($0.date) \($0.a) \($0.b)" })
    #expect(slow.allSatisfy { !$0.isAtOnce })
  }

  @Test func `whatever is refused field by field is refused after a learnt row too`() throws {
    let first = row("2024-01-03", "1", "2")
    for odd in [
      #"{"symbol": "AB", "date": "2024-01-04", "a": 01, "b": 2 }"#,
      #"{"symbol": "AB", "date": "2024-01-04", "a": 1., "b": 2 }"#,
      #"{"symbol": "AB", "date": "2024-01-04", "a": 1x, "b": 2 }"#,
      "{\"symbol\": \"AB\", \"date\": \"\0\0\0\0\0\0\0\0 5\", \"a\": 1, \"b\": 2 }",
      "{\"symbol\": \"AB\", \"date\": \"2024-01-\u{1}5\", \"a\": 1, \"b\": 2 }",
    ] {
      #expect(throws: TabularFault.self, "\(odd)") { try read("[\(first),\(odd)]") }
    }
    let whole = "[\(first),\(row("2024-01-04", "3", "4"))]"
    for count in 1..<whole.utf8.count {
      #expect(throws: TabularFault.self) { try read(String(whole.prefix(count))) }
    }
  }

  @Test func `dates of any month agree with those read field by field`() throws {
    var generator = SeededGenerator(seed: 5)
    let dates = (0..<2000).map { _ in
      SessionDate(day: 10_000 + Int32(generator.next() % 9000)).description
    } + (1...60).map { SessionDate(day: 19_750 + Int32($0)).description }
    let text = "[\(dates.map { row($0, "1", "2") }.joined(separator: ","))]"

    let read = try read(text)

    #expect(read.map(\.date) == dates)
    #expect(read.dropFirst().allSatisfy { $0.isAtOnce })
  }
}

private func row2(_ date: String, _ a: String, _ b: String, symbol: String = "AB") -> String {
  #"{"symbol": "\#(symbol)", "date": "\#(date)", "a": \#(a), "b": \#(b) }"#
}
