public import Chronology
public import Connect
import DuckDB
public import Market

/// A Parquet file of bars to be taken in, with names of its own for the columns.
///
/// A date column is a date or a time, or a text in the mapping's format. Lines are rows, from 1. It
/// blocks while it reads.
public struct ParquetImport: BarImportSource {
  let path: String
  let mapping: BarImportMapping
  let prices: Instrument.PriceBasis
  let newest: SessionDate

  /// Creates a source over a file whose name ends in `.parquet`.
  ///
  /// - Parameters:
  ///   - prices: With raw ones every bar has open, high and low; otherwise only the close is
  ///     needed.
  ///   - today: Dates after tomorrow are faults; tomorrow has begun somewhere.
  public init(
    _ path: String, _ mapping: BarImportMapping, prices: Instrument.PriceBasis, today: SessionDate
  ) {
    self.path = path
    self.mapping = mapping
    self.prices = prices
    self.newest = today.advanced(by: 1)
  }

  public func check() throws(StoreError) -> BarImportReport {
    do {
      var report = BarImportReport()
      let table: ParquetBarTable
      do {
        table = try ParquetBarTable(self)
      } catch let error as DuckDBError where error.code == .query || error.code == .corrupt {
        let words = error.message.split(separator: "\n").first ?? ""
        report.add(
          BarImportFault(
            line: 0, column: "",
            message: "The file cannot be read as Parquet (\(words.prefix(300))). Write it again."))
        return report
      }
      report.columns = table.columns
      report.unused = table.unused
      table.faults.forEach { report.add($0) }
      guard table.faults.isEmpty else { return report }
      var seen = SeenSessions()
      var numbers: [Symbol: Int] = [:]
      try table.eachRow { row in
        report.lines += 1
        let faults = table.faults(of: row, line: report.lines)
        faults.forEach { report.add($0) }
        guard faults.isEmpty else { return }
        let symbol = Symbol(row.symbol)
        let session = SessionDate(day: Int32(truncatingIfNeeded: row.day))
        let number = numbers[symbol] ?? numbers.count
        numbers[symbol] = number
        guard seen.insert(session, of: number) else {
          report.add(
            BarImportFault(
              line: report.lines, column: "", message: "A second bar of \(symbol) on \(session)."))
          return
        }
        report.bars += 1
        report.first = min(report.first ?? session, session)
        report.last = max(report.last ?? session, session)
      }
      report.symbols = numbers.keys.sorted()
      if report.lines == 0 {
        report.add(BarImportFault(line: 0, column: "", message: "The file has no bars."))
      }
      return report
    } catch {
      throw StoreFailure(doing: "read \(path)", path: path).storeError(error)
    }
  }

  public func reader() throws(StoreError) -> any BarImportReader {
    do {
      return ParquetBarReader(try ParquetBarTable(self))
    } catch {
      throw StoreFailure(doing: "read \(path)", path: path).storeError(error)
    }
  }
}

/// Reads a window of rows after the other; each window is one block.
private final class ParquetBarReader: BarImportReader {
  private let table: ParquetBarTable
  private var start = 0

  init(_ table: ParquetBarTable) { self.table = table }

  func next(atMost rows: Int) throws(StoreError) -> BarBlock? {
    do {
      let total = try table.count()
      guard start < total else { return nil }
      var found: [ParquetBarTable.Row] = []
      try table.eachRow(from: start, count: rows) { row in
        guard table.faults(of: row).isEmpty else { throw Self.changed }
        found.append(row)
      }
      start += rows
      return try Self.block(found)
    } catch {
      throw StoreFailure(doing: "read \(table.path)", path: table.path).storeError(error)
    }
  }

  private static func block(_ rows: [ParquetBarTable.Row]) throws(StoreError) -> BarBlock {
    let sorted = rows.sorted { ($0.symbol, $0.day) < ($1.symbol, $1.day) }
    var block = BarBlock()
    var start = 0
    while start < sorted.count {
      let symbol = sorted[start].symbol
      let end = sorted[start...].firstIndex { $0.symbol != symbol } ?? sorted.count
      let own = sorted[start..<end]
      for (former, latter) in zip(own, own.dropFirst()) where former.day == latter.day {
        throw changed
      }
      block.append(
        BarSeries(
          symbol: Symbol(symbol),
          sessions: own.map { SessionDate(day: Int32(truncatingIfNeeded: $0.day)) },
          open: own.map(\.open), high: own.map(\.high), low: own.map(\.low),
          close: own.map(\.close), volume: own.map(\.volume)))
      start = end
    }
    return block
  }

  private static let changed = StoreError(
    .conflict, "The file changed after it was checked.",
    remedy: "Check it again and leave it alone until it is imported.")
}

/// The columns of a Parquet file that stand for bars.
private struct ParquetBarTable {
  struct Row {
    var symbol = ""
    /// Days since 1970-01-01; `noDay` for what is no date.
    var day: Int64 = 0
    /// One bit for each of open, high, low, close and volume that is no number.
    var unreadable: Int64 = 0
    var open = 0.0
    var high = 0.0
    var low = 0.0
    var close = 0.0
    var volume = 0.0
  }

  private static let fields = ["symbol", "date", "open", "high", "low", "close", "volume"]
  private static let noDay: Int64 = -9_999_999
  private static let oldest: Int64 = -25_567

  let path: String
  let columns: [String]
  let unused: [String]
  /// What is wrong with the columns.
  let faults: [BarImportFault]

  private let source: ParquetImport
  private let connection: Connection
  private let places: [String?]
  private let select: SQL

  init(_ source: ParquetImport) throws {
    self.source = source
    path = source.path
    connection = try Database(.memory).connect()
    let described = try connection.rows(
      "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))",
      [.text(source.path)]
    ) { row in (name: try row.text(0), type: try row.text(1)) }
    columns = described.map(\.name)
    let mapping = source.mapping
    let wanted = [
      mapping.symbol, mapping.date, mapping.open, mapping.high, mapping.low, mapping.close,
      mapping.volume,
    ]
    var faults: [BarImportFault] = []
    var places: [String?] = []
    for (field, name) in zip(Self.fields, wanted) {
      let isOfFile = field == "symbol" && mapping.symbolOfFile != nil
      let found =
        isOfFile
        ? nil
        : columns.first { column in
          name.map { $0 == column } ?? (column.lowercased() == field)
        }
      places.append(found)
      let isPrice = !["symbol", "date", "close"].contains(field)
      let isRequired = !isOfFile && (!isPrice || source.prices == .raw)
      guard found == nil, !isOfFile, name != nil || isRequired else { continue }
      faults.append(
        BarImportFault(
          line: 0, column: name ?? field,
          message: "The file has no such column; it has \(columns.joined(separator: ", "))."))
    }
    if let text = mapping.symbolOfFile, Symbol(validating: text) == nil {
      faults.append(
        BarImportFault(line: 0, column: "", message: "“\(text.prefix(60))” is no symbol."))
    }
    self.faults = faults
    self.places = places
    let used = Set(places.compactMap(\.self))
    unused = columns.filter { !used.contains($0) }
    let isText = described.contains { $0.name == places[1] && $0.type == "VARCHAR" }
    select = Self.select(places, isText: isText)
  }

  /// The rows of the file.
  func count() throws -> Int {
    try connection.first("SELECT count(*) FROM read_parquet(?)", [.text(path)]) { row in
      try row.count(0)
    } ?? 0
  }

  /// Hands over the rows in the order of the file.
  func eachRow(_ body: (Row) throws -> Void) throws {
    try read(select + " ORDER BY file_row_number", [], body)
  }

  /// Hands over some rows.
  func eachRow(from start: Int, count: Int, _ body: (Row) throws -> Void) throws {
    try read(
      select + " WHERE file_row_number >= ? AND file_row_number < ?",
      [.integer(start), .integer(start + count)], body)
  }

  private func read(_ sql: SQL, _ more: [Parameter], _ body: (Row) throws -> Void) throws {
    let format = Parameter.text(Self.format(of: source.mapping.dateFormat))
    let symbol = Parameter.text(source.mapping.symbolOfFile ?? "")
    try connection.chunks(sql, [symbol, format, .text(path)] + more, isStreaming: true) { chunk in
      var texts: [String] = []
      var numbers = [[Int64]](repeating: [], count: 2)
      var values = [[Double]](repeating: [], count: 5)
      try chunk.appendTexts(0, to: &texts)
      for column in 0..<2 { try chunk.appendIntegers(column + 1, to: &numbers[column]) }
      for column in 0..<5 { try chunk.appendDoubles(column + 3, to: &values[column]) }
      for index in texts.indices {
        try body(
          Row(
            symbol: texts[index], day: numbers[0][index], unreadable: numbers[1][index],
            open: values[0][index], high: values[1][index], low: values[2][index],
            close: values[3][index], volume: values[4][index]))
      }
    }
  }

  /// One statement for any file: what is no date or number is told by a value of its own.
  private static func select(_ places: [String?], isText: Bool) -> SQL {
    let symbol: SQL = places[0].map { SQL.name($0) + "::VARCHAR" } ?? "NULL::VARCHAR"
    let date = places[1].map { SQL.name($0) } ?? "NULL::DATE"
    // Both forms take the format, so that the statement has the same parameters.
    let day: SQL =
      isText
      ? "TRY_STRPTIME(" + date + ", ?)::DATE"
      : "CASE WHEN ? <> '' THEN TRY_CAST(" + date
        + " AS DATE) END"
    var marks: SQL = "0"
    var numbers: SQL = ""
    let bits: [SQL] = ["1", "2", "4", "8", "16"]
    for (place, bit) in zip(places.dropFirst(2), bits) {
      guard let place else {
        numbers = numbers + ", NULL::DOUBLE"
        continue
      }
      let number = "TRY_CAST(" + SQL.name(place) + " AS DOUBLE)"
      numbers = numbers + ", " + number
      marks =
        marks + " + CASE WHEN " + SQL.name(place) + " IS NOT NULL AND " + number
        + " IS NULL THEN " + bit + " ELSE 0 END"
    }
    return "SELECT COALESCE(" + symbol + ", ?), COALESCE(date_diff('day', DATE '1970-01-01', " + day
      + "), -9999999)::BIGINT, (" + marks + ")::BIGINT" + numbers
      + " FROM read_parquet(?, file_row_number = true)"
  }

  private static func format(of format: ImportDateFormat) -> String {
    switch format {
    case .yearMonthDay: "%Y-%m-%d"
    case .monthDayYear: "%m/%d/%Y"
    case .dayMonthYear: "%d.%m.%Y"
    case .digits: "%Y%m%d"
    }
  }

  // MARK: One row

  /// What is wrong with a row.
  func faults(of row: Row, line: Int = 0) -> [BarImportFault] {
    let values = [row.open, row.high, row.low, row.close, row.volume]
    let isWhole = source.prices == .raw
    // A right row is told by comparisons alone.
    let isRight =
      row.unreadable == 0 && row.day >= Self.oldest && row.day <= Int64(source.newest.day)
      && values[0..<4].allSatisfy { $0 > 0 && $0 <= BarImportLimits.price }
      && (row.volume.isNaN || (row.volume >= 0 && row.volume <= BarImportLimits.volume))
      && Symbol(validating: row.symbol) != nil
    if isRight { return [] }
    var faults: [BarImportFault] = []
    func add(_ field: Int, _ message: String) {
      faults.append(
        BarImportFault(
          line: line, column: places[field] ?? Self.fields[field], message: message))
    }
    if Symbol(validating: row.symbol) == nil { add(0, "“\(row.symbol.prefix(60))” is no symbol.") }
    if row.day == Self.noDay {
      add(1, "There is no date written as \(source.mapping.dateFormat.rawValue).")
    } else if row.day < Self.oldest || row.day > Int64(source.newest.day) {
      add(1, "The date does not lie between 1900-01-01 and \(source.newest).")
    }
    for (index, value) in values.enumerated() {
      let isVolume = index == 4
      if row.unreadable & (1 << Int64(index)) != 0 || value.isInfinite {
        add(index + 2, "There is no finite decimal number.")
      } else if value.isNaN {
        if index == 3 || (isWhole && !isVolume) { add(index + 2, "The cell is empty.") }
      } else if let message = isVolume
        ? BarImportLimits.fault(ofVolume: value) : BarImportLimits.fault(ofPrice: value)
      {
        add(index + 2, message)
      }
    }
    return faults
  }
}
