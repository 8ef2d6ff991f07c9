import Chronology
import Foundation
import Market

#if QS_PARQUET
import DuckDB
#endif

/// A bar file that cannot be used, and why.
struct BarFileError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}

/// Reads minute bars: symbol, date or time, open, high, low, close, volume.
///
/// Of several symbols the alphabetically first is taken; the benchmark is one of one symbol.
enum BarFile {
  static func frame(path: String) throws -> MarketFrame {
    if path.hasSuffix(".csv") {
      return try csv(text: String(contentsOfFile: path, encoding: .utf8))
    }
    return try parquet(path: path)
  }

  /// Columns on their way into a frame.
  private struct Columns {
    var micros: [Int64] = []
    var prices: [[Double]] = Array(repeating: [], count: 5)

    mutating func reserve(_ count: Int) {
      micros.reserveCapacity(count)
      for column in prices.indices { prices[column].reserveCapacity(count) }
    }

    func frame(of symbol: Symbol) throws -> MarketFrame {
      guard !micros.isEmpty else { throw BarFileError(message: "The file holds no bars.") }
      guard zip(micros, micros.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw BarFileError(
          message: "The bars of \(symbol) do not rise strictly in time; sort the file first.")
      }
      let dayMicros: Int64 = 86_400_000_000
      return MarketFrame(
        symbols: [symbol], interval: .minutes(1),
        closesAt: micros.map { Timestamp(nanoseconds: $0 * 1000) },
        sessions: micros.map {
          SessionDate(day: Int32(($0 - ($0 % dayMicros + dayMicros) % dayMicros) / dayMicros))
        },
        open: prices[0], high: prices[1], low: prices[2], close: prices[3], volume: prices[4])
    }
  }

  #if QS_PARQUET
  /// Reads in a stream on one thread: what the engine needs is measured, not a database's cache.
  private static func parquet(path: String) throws -> MarketFrame {
    try DuckDBLibrary.load()
    let settings = Database.Settings(isReadOnly: false, threads: 1, memoryLimitMebibytes: 256)
    let connection = try Database(.memory, settings: settings).connect()
    let source: SQL = "read_parquet(" + SQL.path(path) + ")"
    let names = try connection.rows("SELECT column_name FROM (DESCRIBE FROM " + source + ")") {
      try $0.text(0)
    }
    let first = try connection.first("SELECT min(CAST(symbol AS VARCHAR)) FROM " + source) {
      try $0.text(0)
    }
    guard let first else { throw BarFileError(message: "\(path) holds no bars.") }
    let count = try connection.first(
      "SELECT count(*) FROM " + source + " WHERE CAST(symbol AS VARCHAR) = ?", [.text(first)]
    ) { try $0.integer(0) }
    let time: SQL = names.contains("time") ? "time" : "date"
    let query: SQL =
      "SELECT epoch_us(CAST(" + time + " AS TIMESTAMP)), CAST(open AS DOUBLE), "
      + "CAST(high AS DOUBLE), CAST(low AS DOUBLE), CAST(close AS DOUBLE), "
      + "CAST(volume AS DOUBLE) FROM " + source + " WHERE CAST(symbol AS VARCHAR) = ?"
    var columns = Columns()
    columns.reserve(Int(count ?? 0))
    try connection.chunks(query, [.text(first)], isStreaming: true) { chunk in
      try chunk.appendIntegers(0, to: &columns.micros)
      for column in 0..<5 {
        try chunk.appendDoubles(column + 1, to: &columns.prices[column])
      }
    }
    return try columns.frame(of: Symbol(first))
  }
  #else
  private static func parquet(path: String) throws -> MarketFrame {
    throw BarFileError(message: "\(path): this build, made with QS_CORE=1, reads only .csv.")
  }
  #endif

  /// The first line names the columns; the rest may hold several symbols, each rising in time.
  static func csv(text: String) throws -> MarketFrame {
    let lines = text.split(whereSeparator: \.isNewline)
    let header = (lines.first ?? "").split(separator: ",").map(String.init)
    func column(_ names: String...) throws -> Int {
      for name in names { if let index = header.firstIndex(of: name) { return index } }
      throw BarFileError(message: "There is no column \(names.joined(separator: " or ")).")
    }
    let time = try column("time", "date")
    let prices = try ["open", "high", "low", "close", "volume"].map { try column($0) }
    let symbol = try column("symbol")
    let rows = try lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == header.count else {
        throw BarFileError(message: "This line has not \(header.count) columns: \(line)")
      }
      return cells
    }
    guard let first = rows.map({ $0[symbol] }).min() else {
      throw BarFileError(message: "The file holds no bars.")
    }
    var columns = Columns()
    for cells in rows where cells[symbol] == first {
      columns.micros.append(try micros(of: cells[time]))
      for (index, place) in prices.enumerated() {
        guard let value = cells[place].isEmpty ? .nan : Double(cells[place]) else {
          throw BarFileError(message: "\(cells[place]) is not a number.")
        }
        columns.prices[index].append(value)
      }
    }
    return try columns.frame(of: Symbol(String(first)))
  }

  /// `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`, read as UTC.
  private static func micros(of text: Substring) throws -> Int64 {
    guard let session = SessionDate(String(text.prefix(10))) else {
      throw BarFileError(message: "\(text) is not a date or time.")
    }
    let clock = text.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int64($0) }
    let seconds = clock.count == 3 ? clock[0] * 3600 + clock[1] * 60 + clock[2] : 0
    return (Int64(session.day) * 86_400 + seconds) * 1_000_000
  }
}
