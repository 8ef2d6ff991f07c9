import Kernels
import Tabular
import Testing

@Suite struct CSVReaderTests {
  private static let text =
    "\u{FEFF}symbol,name,note\r\nA,\"Acme, \"\"Inc\"\"\",\"two\r\nlines\"\r\n\r\nB,,\"\"\nÜ,x y,z"

  private static let rows = [
    ["symbol", "name", "note"], ["A", "Acme, \"Inc\"", "two\r\nlines"], ["B", "", ""],
    ["Ü", "x y", "z"],
  ]

  @Test func `quotes, doubled quotes, line breaks, blank lines and a mark read as meant`() throws {
    #expect(try read(Self.text) == Self.rows)
  }

  @Test func `the chunks may fall anywhere`() throws {
    let bytes = Array(Self.text.utf8)
    for size in 1...bytes.count {
      #expect(try read(bytes, chunk: size) == Self.rows, "chunks of \(size)")
    }
  }

  @Test func `columns are found by the header, rows by their line`() throws {
    let bytes = Array("a,b\n1,\"x\ny\"\n\n2,z\n".utf8)
    try bytes.withUnsafeBytes { (bytes) throws in
      let reader = CSVReader(whole: bytes)
      #expect(try reader.next())
      #expect(reader.column("b") == 1)
      #expect(reader.column("c") == nil)
      #expect(reader.line == 2)
      #expect(try reader.next())
      #expect(reader.line == 5)
      #expect(reader[0].number == 2)
      #expect(try !reader.next())
    }
  }

  @Test(arguments: [
    ("a,b\n1,\"x", "line 2: a quoted cell that begins here never ends"),
    ("a,b\n1", "line 2: the text breaks off after 1 of 2 cells"),
  ])
  func `a text that breaks off is truncated`(text: String, message: String) {
    let fault = #expect(throws: TabularFault.self) { try read(text) }

    #expect(fault == TabularFault(.truncated, message))
  }

  @Test func `text behind a closing quote spoils its row only`() throws {
    let bytes = Array("a,b\n\"1\"x,2\n3,4\n".utf8)
    try bytes.withUnsafeBytes { (bytes) throws in
      let reader = CSVReader(whole: bytes)
      #expect(try reader.next())
      #expect(reader.isMisquoted)
      #expect(try reader.next())
      #expect(!reader.isMisquoted)
      #expect(reader[1].string == "4")
    }
  }

  @Test func `a quote inside a cell without quotes is a sign like others`() throws {
    #expect(try read("a,b\n5\" pipe,x\n") == [["a", "b"], ["5\" pipe", "x"]])
  }

  @Test func `a row without end is refused`() {
    let chunk = [UInt8](repeating: 0x78, count: 1 << 20)
    let reader = CSVReader()
    #expect(throws: TabularFault.self) {
      for _ in 0..<40 {
        chunk.withUnsafeBytes { reader.append($0) }
        _ = try reader.next()
      }
    }
  }

  @Test func `random tables come back from any chunks`() throws {
    var generator = SeededGenerator(seed: 11)
    let pieces = ["a", "é", ",", "\"", "\n", "\r\n", " ", "12", "x"]
    for _ in 0..<400 {
      let width = 2 + Int(generator.next() % 3)
      var table = [(0..<width).map { "h\($0)" }]
      for _ in 0..<Int(generator.next() % 5) {
        table.append(
          (0..<width).map { _ in
            (0..<Int(generator.next() % 4)).map { _ in
              pieces[Int(generator.next() % UInt64(pieces.count))]
            }.joined()
          })
      }
      let end = ["\n", "\r\n", "\r"][Int(generator.next() % 3)]
      var text = table.map { $0.map(written).joined(separator: ",") }.joined(separator: end)
      if generator.next() % 2 == 0 { text += end }
      let chunk = 1 + Int(generator.next() % 40)

      #expect(try read(Array(text.utf8), chunk: chunk) == table, "\(text.debugDescription)")
    }
  }

  private func written(_ cell: String) -> String {
    let isPlain = !cell.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
    return isPlain && !cell.isEmpty
      ? cell : "\"" + cell.unicodeScalars.map { $0 == "\"" ? "\"\"" : "\($0)" }.joined() + "\""
  }

  private func read(_ text: String) throws -> [[String]] {
    try read(Array(text.utf8), chunk: text.utf8.count)
  }

  private func read(_ bytes: [UInt8], chunk size: Int) throws -> [[String]] {
    let reader = CSVReader()
    var rows: [[String]] = []
    func take() throws {
      while try reader.next() { rows.append((0..<reader.cellCount).map { reader[$0].string }) }
    }
    for start in stride(from: 0, to: bytes.count, by: max(size, 1)) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { reader.append($0) }
      try take()
    }
    reader.finish()
    try take()
    return [reader.header] + rows
  }
}
