import Chronology
import Kernels
import Tabular
import Testing

@Suite struct FlatJSONTests {
  @Test func `fields are handed out by column, in the order of the text, unknown ones too`() throws
  {
    let rows = try read(
      #" [ {"a":1,"b":"x\"y","c":null} , {"b":"ü","c":true,"d":[1,{"e":"]"}],"a":-2.5e1} ] "#)

    #expect(rows == [["a=1.0", "b=x\"y", "c=null"], ["b=ü", "c=true", "?d=nested", "a=-25.0"]])
  }

  @Test func `an empty list has no rows`() throws {
    #expect(try read("\u{FEFF}[]") == [])
    #expect(try read("[{}]") == [[]])
  }

  @Test func `unknown fields are named once`() throws {
    let text = Array(#"[{"x":1,"a":2},{"x":1,"y":3}]"#.utf8)
    try text.withUnsafeBytes { (bytes) throws in
      var reader = try FlatJSON(bytes, columns: ["a"])
      while try reader.nextRow() {}
      #expect(reader.unknownFields == ["x", "y"])
      #expect(reader.rows == 2)
    }
  }

  @Test(arguments: [
    "", "null", "{}", "[1]", "[{]", #"[{"a"}]"#, #"[{"a":1,}]"#, #"[{"a":1},]"#, "[{}] x",
    "[{} {}]",
    #"[{"a":01}]"#, #"[{"a":1.}]"#, #"[{"a":.5}]"#, #"[{"a":+1}]"#, #"[{"a":NaN}]"#,
    #"[{"a":Infinity}]"#, #"[{"a":-Infinity}]"#, #"[{"a":tru}]"#, #"[{"a":"\x"}]"#,
    #"[{"a":"\u12G4"}]"#, "[{\"a\":\"tab\there\"}]", #"[{"a":[1}]}]"#, #"[{a:1}]"#, #"[{'a':1}]"#,
    #"[{"a":1 "b":2}]"#, #"[{"a" 1}]"#, "<html>",
  ])
  func `what is not a list of objects is refused`(text: String) {
    #expect(throws: TabularFault.self) { try read(text) }
  }

  @Test func `a text cut at any byte is called truncated`() throws {
    let text = Array(#"[{"a":12.5,"b":"x\u0041é","c":[{"d":null}]},{"a":true}]"#.utf8)
    for count in 0..<text.count {
      let fault = #expect(throws: TabularFault.self) { try read(bytes: Array(text.prefix(count))) }
      #expect(fault?.code == .truncated, "\(count): \(fault?.message ?? "")")
    }
    #expect(try read(bytes: text).count == 2)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ] as [[UInt8]])
  func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
    let text = Array(#"[{"a":""#.utf8) + bytes + Array(#""}]"#.utf8)

    let fault = #expect(throws: TabularFault.self) { try read(bytes: text) }

    #expect(fault?.code == .malformed)
  }

  @Test(arguments: [
    (#"\ud83d\ude00"#, "😀"), (#"\ud83d"#, "\u{FFFD}"), (#"\ude00x"#, "\u{FFFD}x"),
    (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\b\f\n\r\t\/\\\""#, "\u{8}\u{C}\n\r\t/\\\""),
    (#"caf\u00e9"#, "café"),
  ])
  func `escapes are undone, half a surrogate pair becomes a replacement sign`(
    written: String, meant: String
  ) throws {
    #expect(try read("[{\"a\":\"\(written)\"}]") == [["a=\(meant)"]])
  }

  @Test func `nesting has a limit`() throws {
    func nested(_ depth: Int) -> String {
      "[{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        + "}]"
    }

    #expect(try read(nested(64)) == [["a=nested"]])
    #expect(throws: TabularFault.self) { try read(nested(65)) }
    #expect(throws: TabularFault.self) { try read(nested(200_000)) }
  }

  @Test func `a text of ten megabytes is one value`() throws {
    let long = String(repeating: "x", count: 10 << 20)

    let rows = try read("[{\"a\":\"\(long)\"}]")

    #expect(rows[0][0].utf8.count == (10 << 20) + 2)
  }

  @Test(arguments: [
    "0", "-0", "1", "187.15", "0.1", "1e22", "1e23", "9007199254740993", "123456789012345678",
    "1.2345E8", "187.1499938964844", "4.9e-324", "1.7976931348623157e308",
    "2.2250738585072011e-308",
    "36893488147419103232", "0.000000000000000000000000000001", "1e-400",
    "100000000000000000000000000000000000000000001e-44",
  ])
  func `a number is the double nearest to its text`(text: String) throws {
    #expect(try read("[{\"a\":\(text)}]") == [["a=\(try #require(Double(text)))"]])
  }

  @Test func `numbers agree with the library's on random texts`() throws {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<3000 {
      let digits = 1 + Int(generator.next() % 21)
      var text = String(1 + generator.next() % 9)
      for _ in 1..<digits { text += String(generator.next() % 10) }
      if generator.next() % 2 == 0 { text += ".\(generator.next() % 1_000_000_007)" }
      if generator.next() % 3 == 0 { text += "e\(Int(generator.next() % 640) - 320)" }
      let expected = try #require(Double(text))
      #expect(
        try read("[{\"a\":\(text)}]") == [[expected.isFinite ? "a=\(expected)" : "a=none"]],
        "\(text)")
    }
  }

  @Test func `a number beyond the largest is none`() throws {
    #expect(try read(#"[{"a":1e400,"b":-1e999999999999}]"#) == [["a=none", "b=none"]])
  }

  @Test(
    arguments: [
      ("1.5", 1.5), (" 2 ", 2), ("+3", 3), ("1e2", 100), (".5", 0.5), ("5.", 5), ("-7", -7),
      ("NaN", nil), ("inf", nil), ("Infinity", nil), ("0x10", nil), ("", nil), ("1,000", nil),
      ("12 34", nil), ("N/A", nil), ("-", nil), ("e5", nil), ("1e400", nil),
    ] as [(String, Double?)])
  func `a number written as text is read when the caller allows it`(
    text: String, number: Double?
  ) throws {
    let bytes = Array("[{\"a\":\"\(text)\"}]".utf8)
    try bytes.withUnsafeBytes { (bytes) throws in
      var reader = try FlatJSON(bytes, columns: ["a"])
      #expect(try reader.nextRow())
      #expect(try reader.nextField())
      #expect(reader.value.number == nil)
      #expect(reader.value.lenientNumber == number)
    }
  }

  @Test(
    arguments: [
      ("2024-02-29", "2024-02-29"), ("2024-02-29 16:05:00", "2024-02-29"),
      ("2024-02-29T16:05:00Z", "2024-02-29"), ("2023-02-29", nil), ("2024-02-2", nil),
      ("2024/02/29", nil), ("20240229", nil), ("2024-02-290", nil), ("", nil), ("0000-00-00", nil),
      ("9999-12-31", "9999-12-31"), ("２024-02-9", nil),
    ] as [(String, String?)])
  func `a date is read from the beginning of a text`(text: String, date: String?) throws {
    let bytes = Array("[{\"a\":\"\(text)\"}]".utf8)
    try bytes.withUnsafeBytes { (bytes) throws in
      var reader = try FlatJSON(bytes, columns: ["a"])
      #expect(try reader.nextRow())
      #expect(try reader.nextField())
      #expect(reader.value.date?.description == date)
    }
  }

  @Test func `random rows read as they were written, whatever the order of their keys`() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      var text = "["
      var expected: [[String]] = []
      for row in 0..<Int(generator.next() % 6) {
        var names = ["a", "b", "c", "dd", "e"]
        var fields: [String] = []
        var seen: [String] = []
        for _ in 0..<Int(generator.next() % 5) {
          let name = names.remove(at: Int(generator.next() % UInt64(names.count)))
          let blank = ["", " ", "\n\t"][Int(generator.next() % 3)]
          let number = Double(Int(generator.next() % 100_000)) / 100
          let (written, meant) =
            [
              ("\(number)", "\(number)"), ("null", "null"), ("\"t\\n\(row)\"", "t\n\(row)"),
              ("false", "false"), ("{\"a\":1}", "nested"),
            ][Int(generator.next() % 5)]
          fields.append("\"\(name)\"\(blank):\(written)\(blank)")
          seen.append("\(name.count == 2 ? "?" : "")\(name == "e" ? "?" : "")\(name)=\(meant)")
        }
        text += (row == 0 ? "{" : ",{") + fields.joined(separator: ",") + "}"
        expected.append(seen)
      }

      #expect(try read(text + "]") == expected, "\(text)]")
    }
  }

  private func read(_ text: String) throws -> [[String]] { try read(bytes: Array(text.utf8)) }

  /// Every field as `name=value`, a `?` before those not asked for.
  private func read(bytes: [UInt8]) throws -> [[String]] {
    try bytes.withUnsafeBytes { (bytes) throws in
      var reader = try FlatJSON(bytes, columns: ["a", "b", "c"])
      var rows: [[String]] = []
      while try reader.nextRow() {
        var fields: [String] = []
        while try reader.nextField() {
          let name = (reader.column < 0 ? "?" : "") + reader.key.string
          fields.append("\(name)=\(words(for: reader.value))")
        }
        rows.append(fields)
      }
      return rows
    }
  }

  private func words(for value: FlatValue) -> String {
    switch value.kind {
    case .null: "null"
    case .yes: "true"
    case .no: "false"
    case .number: value.number.map { "\($0)" } ?? "none"
    case .text: value.text.string
    case .nested: "nested"
    }
  }
}
