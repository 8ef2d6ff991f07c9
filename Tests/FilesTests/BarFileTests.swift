import Chronology
import Connect
import Executors
import Files
import Foundation
import Market
import TestKit
import Testing

@Suite struct BarFileTests {
  @Test func `a file of bars is checked and read in blocks`() throws {
    let file = try file(
      """
      symbol,date,open,high,low,close,volume,note
      BBB,2013-01-03,2,2.5,1.5,2.25,100,"late, but here"
      AAA,2013-01-03,1,1.5,0.5,1.25,
      AAA,2013-01-02,1,1.5,0.5,1.125,50,x

      """.replacing("1.25,\n", with: "1.25,,\n"))

    let report = try file.check()

    #expect(report.faults.isEmpty)
    #expect(report.lines == 4)
    #expect(report.bars == 3)
    #expect(report.symbols == ["AAA", "BBB"])
    #expect(report.first == SessionDate("2013-01-02"))
    #expect(report.last == SessionDate("2013-01-03"))
    #expect(report.unused == ["note"])
    let reader = try file.reader()
    let block = try #require(try reader.next(atMost: 10))
    #expect(block.runs.map(\.symbol) == ["AAA", "BBB"])
    #expect(block.close == [1.125, 1.25, 2.25])
    #expect(block.volume[0] == 50 && block.volume[1].isNaN && block.volume[2] == 100)
    #expect(try reader.next(atMost: 10) == nil)
  }

  @Test(arguments: [
    ("2013-01-31", ImportDateFormat.yearMonthDay), ("01/31/2013", .monthDayYear),
    ("31.01.2013", .dayMonthYear), ("20130131", .digits),
  ])
  func `columns and dates may be called and written otherwise`(
    text: String, format: ImportDateFormat
  ) throws {
    let mapping = BarImportMapping(
      symbolOfFile: "BRK.B", date: "Tag", dateFormat: format, close: "Schluss")
    let file = try file("Tag,OPEN,High,low,Schluss,Volume\n\(text),1,2,0.5,1,9\n", mapping)

    let report = try file.check()

    #expect(report.faults.isEmpty)
    #expect(report.first == SessionDate("2013-01-31"))
    #expect(report.symbols == ["BRK.B"])
  }

  @Test(arguments: [
    ("AAA,2013-02-30,1,1,1,1,1", "date", "“2013-02-30” is no date written as yyyy-MM-dd."),
    ("AAA,1/2/2013,1,1,1,1,1", "date", "“1/2/2013” is no date written as yyyy-MM-dd."),
    (
      "AAA,1899-12-31,1,1,1,1,1", "date",
      "1899-12-31 does not lie between 1900-01-01 and 2013-06-02."
    ),
    (
      "AAA,2013-06-03,1,1,1,1,1", "date",
      "2013-06-03 does not lie between 1900-01-01 and 2013-06-02."
    ),
    ("AAA,2013-01-02,1,1,1,abc,1", "close", "“abc” is no finite decimal number."),
    ("AAA,2013-01-02,1,inf,1,1,1", "high", "“inf” is no finite decimal number."),
    ("AAA,2013-01-02,1,1,1e999,1,1", "low", "“1e999” is no finite decimal number."),
    ("AAA,2013-01-02,NaN,1,1,1,1", "open", "“NaN” is no finite decimal number."),
    ("AAA,2013-01-02,0x10,1,1,1,1", "open", "“0x10” is no finite decimal number."),
    ("AAA,2013-01-02,1,1,1,,1", "close", "The cell is empty."),
    ("AAA,2013-01-02,1,1,-1,1,1", "low", "A price of -1.0; prices are above zero."),
    ("AAA,2013-01-02,1,1,1,0,1", "close", "A price of 0.0; prices are above zero."),
    ("AAA,2013-01-02,1,1,1,1,-5", "volume", "A volume of -5.0; volumes are not below zero."),
    (
      "AAA,2013-01-02,1,1e300,1,1,1", "high",
      "A price of 1e+300; prices are at most 1e12."
    ),
    (
      "AAA,2013-01-02,1,1,1,1,1e300", "volume",
      "A volume of 1e+300; volumes are at most 1e15."
    ),
    ("A A,2013-01-02,1,1,1,1,1", "symbol", "“A A” is no symbol."),
    ("../../etc,2013-01-02,1,1,1,1,1", "symbol", "“../../etc” is no symbol."),
    ("A'; DROP TABLE bars,2013-01-02,1,1,1,1,1", "symbol", "“A'; DROP TABLE bars” is no symbol."),
    ("AAA,2013-01-02,1,1,1,1", "", "The line has 6 cells; the header has 7."),
    ("AAA,2013-01-02,1,1,1,1,1,1", "", "The line has 8 cells; the header has 7."),
    ("\"AAA\"x,2013-01-02,1,1,1,1,1", "", "Text follows a closing quote without a comma."),
    ("OOO,2013-01-03,1,1,1,1,1", "", "A second bar of OOO on 2013-01-03."),
  ])
  func `a line that is wrong is named with its column, and nothing else is wrong`(
    line: String, column: String, message: String
  ) throws {
    let file = try file(
      "symbol,date,open,high,low,close,volume\nOOO,2013-01-03,1,1,1,1,1\n\(line)\n"
        + "PPP,2013-01-03,1,1,1,1,1\n")

    let report = try file.check()

    #expect(report.faults == [BarImportFault(line: 3, column: column, message: message)])
    #expect(report.bars == 2)
  }

  @Test func `a header without what is needed is a fault, and the rest is not read`() throws {
    let report = try file("ticker,date,close,close\nA,2013-01-02,1,1\n").check()

    #expect(report.faults.map(\.column) == ["close", "symbol", "open", "high", "low", "volume"])
    #expect(report.faults.map(\.line) == [1, 1, 1, 1, 1, 1])
    #expect(report.bars == 0)
  }

  @Test func `closes are enough where prices are not raw`() throws {
    let file = try file("symbol,date,close\nA,2013-01-02,1\n", prices: .adjustedClose)

    #expect(try file.check().faults.isEmpty)
  }

  @Test func `a quote that never ends is one fault on the line where it begins`() throws {
    let report = try file(
      "symbol,date,open,high,low,close,volume\nA,2013-01-02,1,1,1,1,1\n\"A,2013-01-03,1,1,1,1,1\n"
        + "A,2013-01-04,1,1,1,1,1\n"
    ).check()

    #expect(report.faults.map(\.line) == [3])
    #expect(report.faults[0].message == "a quoted cell that begins here never ends")
  }

  @Test(arguments: ["", "\n\n", "symbol,date,open,high,low,close,volume\n"])
  func `a file without bars is a fault`(text: String) throws {
    #expect(try file(text).check().faultCount == 1)
  }

  @Test func `a thousand faults are kept, all are counted, however long a cell is`() throws {
    let monster = String(repeating: "9", count: 5_000_000)
    let lines = (0..<1500).map { _ in "A,never,1,1,1,1,1\n" }.joined()
    let report = try file(
      "symbol,date,open,high,low,close,volume\nA,2013-01-02,1,1,1,\(monster),1\n" + lines
    ).check()

    #expect(report.faultCount == 1501)
    #expect(report.faults.count == 1000)
    #expect(report.faults.allSatisfy { $0.message.utf8.count < 250 })
  }

  @Test(arguments: [
    (String.Encoding.utf16, "The file is written in UTF-16."),
    (.utf16LittleEndian, "The file is written in UTF-16."),
    (.utf16BigEndian, "The file is written in UTF-16."),
  ])
  func `text in UTF-16 is told as such`(encoding: String.Encoding, message: String) throws {
    let text = "symbol,date,open,high,low,close,volume\nA,2013-01-02,1,1,1,1,1\n"
    let bytes = try #require(text.data(using: encoding))

    let report = try file(bytes, name: "bars.csv").check()

    #expect(report.faultCount == 1)
    #expect(report.faults[0].message == message + " Save it as CSV in UTF-8 and import it again.")
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}", "The file is a ZIP archive or a workbook. "),
    ("PAR1", "The file is Parquet. Give it a name that ends in .parquet."),
    ("symbol,date\nA\u{0}B,2013-01-02\n", "Byte 14 is zero, which no text holds. "),
  ])
  func `what is no text is told by its place or its kind`(text: String, message: String) throws {
    let report = try file(text).check()

    #expect(report.faultCount == 1)
    #expect(report.faults[0].message.hasPrefix(message), "\(report.faults[0].message)")
  }

  @Test func `a file that is not there is said so`() {
    let nowhere = BarFile(
      "/nowhere/bars.csv", BarImportMapping(), prices: .raw, today: SessionDate(day: 15_857))
    #expect(throws: StoreError.self) { try nowhere.check() }
  }

  // MARK: Compressed files

  @Test func `a compressed file is read like a plain one`() throws {
    let bytes = try #require(Data(base64Encoded: Self.compressed))

    let report = try file(bytes, name: "bars.csv.gz").check()

    #expect(report.faults.isEmpty)
    #expect(report.bars == 120)
    #expect(report.last == SessionDate("2013-05-01"))
  }

  @Test func `members that follow one another are one file`() throws {
    let head = Self.stored("symbol,date,open,high,low,close,volume\nA,2013-01-02,1,1,1")
    let tail = Self.stored(",1,1\nA,2013-01-03,1,1,1,1,1\n")

    let report = try file(head + tail, name: "bars.csv.gz").check()

    #expect(report.faults.isEmpty)
    #expect(report.bars == 2)
  }

  @Test(arguments: [0, 5, 40, 200, 700])
  func `a compressed file that is damaged or cut is a fault, never an end`(place: Int) throws {
    let bytes = try #require(Data(base64Encoded: Self.compressed))
    #expect(try file(bytes.prefix(max(1, place)), name: "bars.csv.gz").check().faultCount == 1)

    var damaged = bytes
    damaged[damaged.count - 6] ^= 0x10
    #expect(try file(damaged, name: "bars.csv.gz").check().faultCount == 1)
  }

  @Test func `a compressed file out of which far too much comes is given up early`() throws {
    let header = Self.stored("symbol,date,open,high,low,close,volume\n")

    let report = try file(header + Self.emptyLines(mebibytes: 17), name: "bars.csv.gz").check()

    #expect(
      report.faults.map(\.message) == [
        "The compressed file is damaged: more than 100 times its size comes out of it."
      ])
  }

  // MARK: Saving

  @Test func `a sound file is saved, and saved again it changes nothing`() async throws {
    let store = MemoryBarStore()
    let source = try file(
      "symbol,date,open,high,low,close,volume\nAAA,2013-01-02,1,1,1,1,1\nBBB,2013-01-02,2,2,2,2,2\n"
    )
    let bars = BarImport(source, on: BlockingExecutor(label: "import"))
    let clock = ManualClock(at: Timestamp(seconds: 1_370_000_000))
    let report = try await bars.check()

    let first = try await bars.save(
      report, run: "one", provider: "desk", prices: .raw, into: store, clock: clock)
    let second = try await bars.save(
      report, run: "two", provider: "desk", prices: .raw, into: store, clock: clock)

    #expect(first == WriteReceipt(inserted: 2, replaced: 0))
    #expect(second == WriteReceipt(inserted: 0, replaced: 2))
    #expect(try await store.coverage().map(\.symbol) == ["AAA", "BBB"])
    #expect(try await store.checkpoints().map(\.isComplete) == [true, true])
  }

  @Test func `nothing of a file with a fault is saved`() async throws {
    let store = MemoryBarStore()
    let source = try file(
      "symbol,date,open,high,low,close,volume\nAAA,2013-01-02,1,1,1,1,1\nBBB,2013-01-02,2,2,2,2,x\n"
    )
    let bars = BarImport(source, on: BlockingExecutor(label: "import"))
    let report = try await bars.check()

    await #expect(throws: StoreError.self) {
      try await bars.save(
        report, run: "one", provider: "desk", prices: .raw, into: store,
        clock: ManualClock(at: Timestamp(seconds: 0)))
    }
    #expect(try await store.coverage().isEmpty)
    #expect(try await store.checkpoints().isEmpty)
  }

  @Test func `a file that changes after its check is refused`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/bars.csv"
    let text = "symbol,date,open,high,low,close,volume\nAAA,2013-01-02,1,1,1,1,1\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let source = BarFile(
      path, BarImportMapping(), prices: .raw, today: try #require(SessionDate("2013-06-01")))
    #expect(try source.check().faultCount == 0)
    try Data((text + "AAA,2013-01-02,1,1,1,1,1\n").utf8).write(to: URL(fileURLWithPath: path))

    let reader = try source.reader()
    #expect(throws: StoreError.self) { try reader.next(atMost: 10) }
  }

  // MARK: Files

  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func file(
    _ text: String, _ mapping: BarImportMapping = BarImportMapping(),
    prices: Instrument.PriceBasis = .raw
  ) throws -> BarFile {
    try file(Data(text.utf8), mapping, prices: prices, name: "bars.csv")
  }

  private func file(
    _ bytes: Data, _ mapping: BarImportMapping = BarImportMapping(),
    prices: Instrument.PriceBasis = .raw, name: String
  ) throws -> BarFile {
    let path = folder.path + "/" + name
    try bytes.write(to: URL(fileURLWithPath: path))
    return BarFile(
      path, mapping, prices: prices, today: try #require(SessionDate("2013-06-01")))
  }

  /// A gzip member with one stored block.
  private static func stored(_ text: String) -> Data {
    var checksum = UInt32.max
    for byte in text.utf8 {
      checksum ^= UInt32(byte)
      for _ in 0..<8 {
        checksum = checksum & 1 == 1 ? 0xEDB8_8320 ^ (checksum >> 1) : checksum >> 1
      }
    }
    let count = UInt16(text.utf8.count)
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
    func add(_ value: UInt32, _ width: Int) {
      for shift in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
    }
    add(UInt32(count), 2)
    add(UInt32(~count), 2)
    bytes += Array(text.utf8)
    add(~checksum, 4)
    add(UInt32(count), 4)
    return Data(bytes)
  }

  /// Empty lines in 158th of their size: each 258 of them as one repetition of the one before.
  private static func emptyLines(mebibytes: Int) -> Data {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var (bits, count) = (0, 0)
    func add(_ code: String) {
      for bit in code {
        bits |= bit == "1" ? 1 << count : 0
        count += 1
        if count == 8 {
          bytes.append(UInt8(bits))
          (bits, count) = (0, 0)
        }
      }
    }
    // The last block, in the fixed code; a line feed; 258 bytes from one byte back, and so on.
    add("110" + "00111010")
    for _ in 0..<(mebibytes << 20) / 258 { add("11000101" + "00000") }
    add("0000000" + "0000000")
    return Data(bytes)
  }

  /// 120 daily bars of one symbol, compressed with the format's best level.
  private static let compressed = """
    H4sICAAAAAAC/2JhcnMuY3N2AH2Yy4ojRxRE9/MtNU1G3HvzsexPsWcaj6HHMowf+O9dqfKiAyq8EYg8CBGHiErpxz/f
    f368H19/+uPtePz+9tvx7ddfvh3vj7+PL++PH2/HX4/3P7+/fXp9fT3YEJ8bPjceaC91AC+jjvXC2u+fr60pGRs6D7jJ
    /yBcaAxFc1PnQTzRC+KFjlT0SZ0v+UQvKK7PBhTtmzoP6oleUF5oTkXHps6D/kQvqC50lqJzU+fBeKIX1K9vTCq6XFas
    JSSazYqrKwqbVUQoSptVDJWFsFllU1lIm1WmykLZrHKqLHSXVUFdYdisqtQVps2qlrrCsll1qiw2m1XvKouwWY2mskib
    1UiVxXBZjaGumDarCXV1RXOb1Sx1xW6zmlNlcdisFlUWp81qdZXFZbNaS2VFM1mxhboKuKzYxkdXPGmXFYGmqO0gkUNR
    20FipqK2g+cGQVHbQbKmoq6D5ColbQcZQUVtBxl9KWo7yGxdUNgOMlNlwXaQOVUWbAdZUFlwHWSVuoLt4PkUUFewHWSn
    uoLtIHtXWbAd5GgqC7aDHKGyYDvIMVQWbQcn1BV9B2epq72XJqs51dXeS5PVosrag2myWl1lXdHcZrWWytqDeZ9VtFBZ
    ezBvs4o21NXey/usAu2jq/ifvQpkV9TuVWCGonavgmyK2r0K1lDU7lVwpaJur86LEJS0exXRp6J2ryJbKWr3KjIpqN+r
    yKGy/F5FQWX5vYoqlWX3KmqpK79X0amu/F5F7+rK79V5FVVZfq9ihMryexVjqCy/VzGhsuxexUx15fcq5lRXfq9iUV35
    vYrVVZbfq1hLZfm9yhYqy+/V+WNAZdm9SjR15fcqkepq3+/us0pMdbXvd/dZJaGy9gXvPqtkfZSVz8E0WXGForaDGdEU
    dR3M6ENJ28HMloraDp6/xqCo7WDmmIraDmahFLUdzCoqajuYNZegcB3MTnUF28HsXV3BdjBHU1ewHcwRKgu2gzmGyoLv
    4ITKgu/gTJUF28E51RV8BxfVFXwHV6kr+g6upbJoO1gtVNYezPusqg2VtQfzPqtCU1l7MG+zKqS6uqK5y6ow1dXey/us
    ilBXey/vsyqWytqDabLiUll7ME1WQZW1B9NkFfLvRT1X8D6r84nx6V81pk1yPRQAAA==
    """.replacing("\n", with: "")
}
