import Chronology
import DuckDB
public import Market

/// Reads bars out of a Parquet file, without a warehouse.
///
/// Columns: `symbol`, `date` or `time`, `open`, `high`, `low`, `close`, `volume`; others are passed
/// over. A time is an instant in UTC; a null value is missing. It blocks while it reads.
public struct ParquetBars {
  private let path: String
  private let connection: Connection
  /// True when the bars are daily, named by `date`.
  public let isDaily: Bool

  /// - Throws: `missing` when the file is not there; `query` when a column is.
  public init(_ path: String) throws(StoreError) {
    self.path = path
    do {
      connection = try Database(.memory).connect()
      let columns = try connection.rows(
        "SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(?))", [.text(path)]
      ) { row in try row.text(0) }
      isDaily = !columns.contains("time")
      for name in ["symbol", "open", "high", "low", "close", "volume", isDaily ? "date" : "time"]
      where !columns.contains(name) {
        throw StoreError(
          .query, "\(path) has no column \(name); it has \(columns.joined(separator: ", ")).",
          remedy: "Name the columns symbol, date or time, open, high, low, close, volume.")
      }
    } catch {
      throw StoreFailure(doing: "read \(path)", path: path).storeError(error)
    }
  }

  /// Daily bars, one series a symbol, sorted by symbol.
  ///
  /// - Throws: `corrupt` when a symbol has two bars on one date; `query` when bars are not daily.
  public func series() throws(StoreError) -> [BarSeries] {
    guard isDaily else {
      throw StoreError(
        .query, "\(path) holds bars named by time, not daily ones.",
        remedy: "Give a file with a column date.")
    }
    let table = try columns()
    var series: [BarSeries] = []
    var start = 0
    while start < table.symbols.count {
      let symbol = table.symbols[start]
      let end = table.symbols[start...].firstIndex { $0 != symbol } ?? table.symbols.count
      let range = start..<end
      series.append(
        BarSeries(
          symbol: Symbol(symbol),
          sessions: table.micros[range].map { Self.date(of: $0) },
          open: Array(table.values[0][range]), high: Array(table.values[1][range]),
          low: Array(table.values[2][range]), close: Array(table.values[3][range]),
          volume: Array(table.values[4][range])))
      start = end
    }
    return series
  }

  /// All bars as one frame: a row for each date or time, a column for each symbol, sorted.
  ///
  /// A daily row becomes known at the close of its session by the New York calendar, or at 21:00
  /// UTC on a day that is no session there. The sessions of timed rows are their dates in UTC.
  ///
  /// - Throws: As `series()`.
  public func frame() throws(StoreError) -> MarketFrame {
    let table = try columns()
    let symbols = Set(table.symbols).sorted()
    let places = Dictionary(symbols.enumerated().map { ($1, $0) }) { first, _ in first }
    let times = Set(table.micros).sorted()
    let rows = Dictionary(times.enumerated().map { ($1, $0) }) { first, _ in first }
    var values = [[Double]](
      repeating: [Double](repeating: .nan, count: times.count * symbols.count), count: 5)
    var symbol = ""
    var place = 0
    for index in table.micros.indices {
      if table.symbols[index] != symbol {
        symbol = table.symbols[index]
        place = places[symbol] ?? 0
      }
      let cell = (rows[table.micros[index]] ?? 0) * symbols.count + place
      for column in values.indices { values[column][cell] = table.values[column][index] }
    }
    let sessions = times.map { Self.date(of: $0) }
    return MarketFrame(
      symbols: symbols.map { Symbol($0) }, interval: isDaily ? .day : .minutes(minutes(of: times)),
      closesAt: zip(times, sessions).map { instant($0, $1) }, sessions: sessions,
      open: values[0], high: values[1], low: values[2], close: values[3], volume: values[4])
  }

  // MARK: Columns

  private static let dayMicros: Int64 = 86_400_000_000

  /// The date in UTC of an instant, rounded towards the past before 1970 too.
  private static func date(of micros: Int64) -> SessionDate {
    let (days, rest) = micros.quotientAndRemainder(dividingBy: dayMicros)
    return SessionDate(day: Int32(rest < 0 ? days - 1 : days))
  }

  private struct Table {
    var symbols: [String] = []
    var micros: [Int64] = []
    var values = [[Double]](repeating: [], count: 5)
  }

  private func columns() throws(StoreError) -> Table {
    let time: SQL = isDaily ? "date::DATE::TIMESTAMP" : "time::TIMESTAMP"
    var table = Table()
    do {
      try connection.chunks(
        "SELECT symbol::VARCHAR, " + time
          + """
          , open::DOUBLE, high::DOUBLE, low::DOUBLE, close::DOUBLE, volume::DOUBLE
          FROM read_parquet(?) ORDER BY 1, 2
          """, [.text(path)]
      ) { chunk in
        try chunk.appendTexts(0, to: &table.symbols)
        try chunk.appendTimestamps(1, to: &table.micros)
        for column in table.values.indices {
          try chunk.appendDoubles(column + 2, to: &table.values[column])
        }
      }
    } catch {
      throw StoreFailure(doing: "read \(path)", path: path).storeError(error)
    }
    for index in table.micros.indices.dropFirst()
    where table.micros[index] == table.micros[index - 1]
      && table.symbols[index] == table.symbols[index - 1]
    {
      throw StoreError(
        .corrupt, "\(path) has two bars of \(table.symbols[index]) at one time.",
        remedy: "Keep one bar a symbol and time.")
    }
    return table
  }

  private func instant(_ micros: Int64, _ session: SessionDate) -> Timestamp {
    guard isDaily else { return Timestamp(nanoseconds: micros * 1000) }
    return TradingCalendar.xnys.closesAt(session)
      ?? Timestamp(seconds: Int64(session.day) * 86_400 + 21 * 3600)
  }

  /// The shortest step between two rows in whole minutes; at least one.
  private func minutes(of times: [Int64]) -> Int {
    let step = zip(times, times.dropFirst()).map { $1 - $0 }.min() ?? 60_000_000
    return max(1, Int(step / 60_000_000))
  }
}
