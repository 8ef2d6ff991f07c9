import Chronology
import Market
import Tabular

/// One symbol's daily bars read straight into columns, in the order in which they come.
struct FMPBarColumns {
  /// A volume beyond this is no number of shares; the number is kept and noted.
  static let largestVolume = 0x1p63

  private static let date = 1
  private static let close = 2
  private static let volume = 3
  /// Rows of an answer after which others are expected to be written at most.
  private static let mostLessons = 16

  private let symbol: Symbol
  private let ticker: [UInt8]
  private let form: FMPBarForm
  private let range: ClosedRange<SessionDate>
  private var sessions: [SessionDate] = []
  /// Close, volume, open, high, low of each row, one row behind the other; as many as the form has.
  private var cells: [Double] = []
  private let width: Int
  private(set) var notes: FMPNotes

  init(of symbol: Symbol, form: FMPBarForm, over range: ClosedRange<SessionDate>) {
    self.symbol = symbol
    self.form = form
    self.range = range
    ticker = Array(symbol.ticker.utf8)
    width = form.fields.count - 2
    notes = FMPNotes(symbol: symbol)
  }

  /// Reads one answer; returns its number of rows and its oldest session.
  ///
  /// - Throws: `text` when it is not a whole list; `drift` when a field is missing from every row;
  ///   `stranger` when a row is of another symbol.
  mutating func read(_ body: [UInt8]) throws(FMPDecodeFault) -> (rows: Int, oldest: SessionDate?) {
    // A row takes 120 bytes or more.
    let expected = sessions.count + body.count / 120
    sessions.reserveCapacity(expected)
    cells.reserveCapacity(expected * width)
    do {
      return try body.withUnsafeBytes { bytes throws in
        var reader = try FlatJSON(bytes, columns: form.fields)
        return try read(&reader)
      }
    } catch let fault as FMPDecodeFault {
      throw fault
    } catch let fault as TabularFault {
      throw .text(fault)
    } catch {
      throw .drift("the answer cannot be read")
    }
  }

  /// What a row says beside its numbers.
  private struct Row {
    var date: SessionDate?
    /// The columns that are there, a bit each.
    var present = 0
    var isTextual = false
    /// A volume that is no number.
    var volumeWords: String?
  }

  private mutating func read(_ reader: inout FlatJSON) throws -> (rows: Int, oldest: SessionDate?) {
    let width = form.fields.count
    let whole = 1 << width - 1
    var seen = 0
    var readable = 0
    var oldest: SessionDate?
    var lessons = 0
    var numbers = [Double](repeating: .nan, count: width)
    while true {
      var row = Row()
      if let date = numbers.withUnsafeMutableBufferPointer({ reader.nextAlike($0) }) {
        row.date = date
        row.present = whole
      } else {
        guard try reader.nextRow() else { break }
        row = try readRow(&reader, &numbers)
        if row.present == whole, lessons < Self.mostLessons {
          reader.learnRow(date: Self.date, constant: 0)
          lessons += 1
        }
      }
      seen |= row.present
      guard let date = row.date, row.present & 1 != 0, !numbers[Self.close].isNaN else {
        notes.add(
          .unreadableRow, on: row.date,
          row.date == nil ? "the first, row \(reader.rows), has no date" : "the first has no close")
        continue
      }
      readable += 1
      oldest = oldest.map { min($0, date) } ?? date
      guard date >= range.lowerBound else { continue }
      guard date <= range.upperBound else {
        notes.add(.unfinishedSession, on: date, "after \(range.upperBound), the last one asked for")
        continue
      }
      if row.isTextual { notes.add(.textNumber, on: date, "a number was written as text") }
      check(volume: numbers[Self.volume], row.volumeWords, on: date)
      sessions.append(date)
      numbers.withUnsafeBufferPointer { cells.append(contentsOf: $0[2...]) }
    }
    try checkSchema(seen: seen, readable: readable, reader)
    return (reader.rows, oldest)
  }

  /// Reads a row field by field.
  private func readRow(_ reader: inout FlatJSON, _ numbers: inout [Double]) throws -> Row {
    var row = Row()
    for index in numbers.indices { numbers[index] = .nan }
    while try reader.nextField() {
      let column = reader.column
      if column < 0 { continue }
      row.present |= 1 << column
      if column == Self.date {
        row.date = reader.value.date
      } else if column == 0 {
        guard reader.value.text.isWritten(ticker) || reader.value.text.string == symbol.ticker
        else { throw FMPDecodeFault.stranger(reader.value.text.string) }
      } else if let number = reader.value.lenientNumber {
        numbers[column] = number
        if reader.value.kind == .text { row.isTextual = true }
      } else if column == Self.volume, reader.value.kind != .null {
        row.volumeWords = String(reader.value.text.string.prefix(24))
      }
    }
    return row
  }

  private mutating func check(volume: Double, _ words: String?, on date: SessionDate) {
    if volume.isNaN {
      notes.add(.missingVolume, on: date, "the first is \(words.map { "“\($0)”" } ?? "absent")")
    } else if volume < 0 || volume >= Self.largestVolume {
      notes.add(.missingVolume, on: date, "the first is \(volume), no number of shares")
    }
  }

  /// A volume may be missing everywhere (an index has none), but not under another name.
  private func checkSchema(
    seen: Int, readable: Int, _ reader: FlatJSON
  ) throws(FMPDecodeFault) {
    guard reader.rows > 0 else { return }
    for (index, field) in form.fields.enumerated() where seen & 1 << index == 0 {
      let near = FMPSimilarity.nearest(to: field, among: reader.unknownFields)
      guard index == Self.volume, near == nil else {
        throw FMPDecodeFault.missing(field, among: reader.unknownFields)
      }
    }
    guard readable > 0 else {
      throw .drift("no row has a date in \(form.fields[1]) and a price in \(form.fields[2])")
    }
  }

  /// The bars, oldest first, the first row of each session, and what was odd.
  mutating func finish() -> FetchedBars {
    let count = sessions.count
    guard count > 0 else { return FetchedBars(BarSeries(emptyOf: symbol), notes: notes.notes) }
    let isFalling = (1..<count).allSatisfy { sessions[$0] <= sessions[$0 - 1] }
    let isRising = (1..<count).allSatisfy { sessions[$0] >= sessions[$0 - 1] }
    var order: [Int]
    if isFalling {
      // Among rows of one session the first in the answer is met last: see below.
      order = Array((0..<count).reversed())
    } else {
      notes.add(
        .unexpectedOrder, on: nil,
        isRising ? "oldest first, not newest first" : "neither rising nor falling")
      order = (0..<count).sorted { (sessions[$0], -$0) < (sessions[$1], -$1) }
    }
    // Rows of one session stand together now, the first of the answer last.
    var kept: [Int] = []
    kept.reserveCapacity(count)
    for index in order {
      if let last = kept.last, sessions[last] == sessions[index] {
        notes.addDuplicate(
          of: symbol, on: sessions[index],
          "closes \(cells[index * width]) and \(cells[last * width]); the first was kept")
        kept[kept.count - 1] = index
      } else {
        kept.append(index)
      }
    }
    let missing = [Double](repeating: .nan, count: kept.count)
    func column(_ index: Int) -> [Double] {
      index < width ? kept.map { cells[$0 * width + index] } : missing
    }
    return FetchedBars(
      BarSeries(
        symbol: symbol, sessions: kept.map { sessions[$0] }, open: column(2), high: column(3),
        low: column(4), close: column(0), volume: column(1)),
      notes: notes.notes)
  }
}
