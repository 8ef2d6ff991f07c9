import Testing

@testable import Files

@Suite struct SampleRowTests {
  @Test func `rows come with their lines and cells`() throws {
    let rows = try rows("name,value\r\n\"a, \"\"b\"\"\nc\",1\r\n\nlast,", ["name", "value"])

    #expect(rows.map(\.cells) == [["a, \"b\"\nc", "1"], ["last", ""]])
    #expect(rows.map(\.line) == [2, 5])
  }

  @Test(arguments: ["a,b\n1,2\n3\n4,5\n", "a,b\n1,2\n1,2,3\n"])
  func `a row with too few or too many cells is refused with its line`(text: String) {
    #expect { try rows(text, ["a", "b"]) } throws: { ($0 as? SampleFault)?.line == 3 }
  }

  @Test(arguments: ["", "a\n", "b,a\n1,2\n"])
  func `another header is refused`(text: String) {
    #expect { try rows(text, ["a", "b"]) } throws: { ($0 as? SampleFault)?.line == 1 }
  }

  @Test func `an unfinished quote is refused`() {
    #expect { try rows("a\n\"never ends\n", ["a"]) } throws: { ($0 as? SampleFault)?.line == 2 }
  }

  @Test(arguments: ["nan", "inf", "0x10", "1,5", "", "--1", "1e999"])
  func `what is not a finite decimal number is refused`(text: String) {
    let row = SampleRow(line: 1, header: ["a"], cells: [text])

    #expect(throws: SampleFault.self) { try row.number(0) }
  }

  private func rows(_ text: String, _ header: [String]) throws(SampleFault) -> [SampleRow] {
    var rows: [SampleRow] = []
    try SampleRow.each(of: Array(text.utf8), header: header) { rows.append($0) }
    return rows
  }
}
