import Testing

@testable import Files

@Suite struct CSVReaderTests {
  @Test func `cells may be quoted, hold commas, quotes and line breaks`() throws {
    var reader = try reader("name,value\r\n\"a, \"\"b\"\"\nc\",1\r\n\nlast,")

    let first = try #require(try reader.next())
    let second = try #require(try reader.next())

    #expect(reader.header == ["name", "value"])
    #expect(first.cells == ["a, \"b\"\nc", "1"])
    #expect(first.line == 2)
    #expect(second.cells == ["last", ""])
    #expect(second.line == 5)
    #expect(try reader.next() == nil)
  }

  @Test func `a row with too few cells is refused with its line`() throws {
    var reader = try reader("a,b\n1,2\n3\n")

    _ = try reader.next()

    #expect(throws: CSVFault(line: 3, message: "The row has 1 cells; the header has 2.")) {
      try reader.next()
    }
  }

  @Test(arguments: ["nan", "inf", "0x10", "1,5", "", "--1", "1e999"])
  func `what is not a finite decimal number is refused`(text: String) throws {
    var reader = try reader("a\n\"\(text)\"\n\"x\"\n")
    let row = try reader.next() ?? CSVRow(line: 0, header: ["a"], cells: [text])

    #expect(throws: CSVFault.self) { try row.number(0) }
  }

  @Test func `an unfinished quote is refused`() throws {
    var reader = try reader("a\n\"never ends\n")

    #expect(throws: CSVFault(line: 2, message: "A quoted cell that begins here never ends.")) {
      try reader.next()
    }
  }

  @Test func `an empty file is refused`() {
    #expect(throws: CSVFault.self) { try CSVReader([]) }
  }

  private func reader(_ text: String) throws -> CSVReader { try CSVReader(Array(text.utf8)) }
}
