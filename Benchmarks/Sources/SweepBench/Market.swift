import Chronology
import Kernels
import Market

#if QS_PARQUET
import DuckDB
#endif

/// A bar file that cannot be used, and why.
struct BarFileError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}

/// Daily bars of many symbols: closes and volumes in one frame.
///
/// Open, high and low of the frame share the storage of the closes: no rule measured here reads them.
enum MarketPanel {
  static func frame(
    symbols: [Symbol], sessions: [SessionDate], close: [Double], volume: [Double]
  ) -> MarketFrame {
    MarketFrame(
      symbols: symbols, interval: .day,
      closesAt: sessions.map {
        Timestamp(nanoseconds: (Int64($0.day) * 86_400 + 75_600) * 1_000_000_000)
      },
      sessions: sessions, open: close, high: close, low: close, close: close, volume: volume)
  }

  /// A seeded random walk for each symbol; the same seed gives the same market on every machine.
  static func walk(symbols: Int, sessions count: Int, seed: UInt64) -> MarketFrame {
    var generator = SeededGenerator(seed: seed)
    let first = SessionDate(day: 15_342)  // 2012-01-03
    let sessions = Array(
      TradingCalendar.xnys.sessions(in: first...first.advanced(by: count * 3 / 2 + 30))
        .prefix(count))
    var prices = (0..<symbols).map { _ in 20 + 180 * generator.uniform() }
    var close = [Double](repeating: .nan, count: sessions.count * symbols)
    var volume = close
    for row in sessions.indices {
      for symbol in 0..<symbols {
        // The sum of four uniforms has a standard deviation of 0.577; steps are about 1.5 percent.
        let draw =
          generator.uniform() + generator.uniform() + generator.uniform() + generator.uniform() - 2
        prices[symbol] = max(1, prices[symbol] * (1.0003 + 0.026 * draw))
        close[row * symbols + symbol] = (prices[symbol] * 1000).rounded() / 1000
        volume[row * symbols + symbol] = (200_000 + 4_000_000 * generator.uniform()).rounded()
      }
    }
    return frame(
      symbols: (0..<symbols).map { Symbol("W\($0)") }, sessions: sessions, close: close,
      volume: volume)
  }

  #if QS_PARQUET
  /// Reads symbol, date (or time), close and volume; symbols in the order of their names.
  static func file(path: String) throws -> MarketFrame {
    try DuckDBLibrary.load()
    let settings = Database.Settings(isReadOnly: false, threads: 1, memoryLimitMebibytes: 256)
    let connection = try Database(.memory, settings: settings).connect()
    let source: SQL = "read_parquet(" + SQL.path(path) + ")"
    let columns = try connection.rows("SELECT column_name FROM (DESCRIBE FROM " + source + ")") {
      try $0.text(0)
    }
    let time: SQL = columns.contains("date") ? "date" : "time"
    let day: SQL = "epoch_us(CAST(CAST(" + time + " AS DATE) AS TIMESTAMP)) // 86400000000"
    let days = try connection.rows(
      "SELECT DISTINCT " + day + " AS day FROM " + source + " ORDER BY day"
    ) { try $0.integer(0) }
    let names = try connection.rows(
      "SELECT DISTINCT CAST(symbol AS VARCHAR) AS name FROM " + source + " ORDER BY name"
    ) { try $0.text(0) }
    let width = names.count
    var close = [Double](repeating: .nan, count: days.count * width)
    var volume = close
    for (column, name) in names.enumerated() {
      var rows: [Int64] = []
      var closes: [Double] = []
      var volumes: [Double] = []
      try connection.chunks(
        "SELECT " + day + ", CAST(close AS DOUBLE), CAST(volume AS DOUBLE) FROM " + source
          + " WHERE CAST(symbol AS VARCHAR) = ?", [.text(name)], isStreaming: true
      ) { chunk in
        try chunk.appendIntegers(0, to: &rows)
        try chunk.appendDoubles(1, to: &closes)
        try chunk.appendDoubles(2, to: &volumes)
      }
      for (index, date) in rows.enumerated() {
        guard let row = place(of: date, in: days) else { continue }
        close[row * width + column] = closes[index]
        volume[row * width + column] = volumes[index]
      }
    }
    return frame(
      symbols: names.map { Symbol($0) }, sessions: days.map { SessionDate(day: Int32($0)) },
      close: close, volume: volume)
  }

  private static func place(of day: Int64, in days: [Int64]) -> Int? {
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle] < day { low = middle + 1 } else { high = middle }
    }
    return low < days.count && days[low] == day ? low : nil
  }
  #else
  static func file(path: String) throws -> MarketFrame {
    throw BarFileError(message: "\(path): this build, made with QS_CORE=1, reads no files.")
  }
  #endif
}
