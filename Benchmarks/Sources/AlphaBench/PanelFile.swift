import Chronology
import Factors
import Foundation
import Market

#if QS_PARQUET
import DuckDB
#endif

/// A file of daily bars that cannot be used, and why.
struct PanelFileError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}

/// Reads daily bars of many symbols: columns symbol, date, open, high, low, close, volume.
///
/// Symbols and dates may stand in any order; a bar that is not there is missing. Of the dates only the
/// order is kept.
enum PanelFile {
  /// Bars as they are read: a symbol and a date by number, five values.
  private struct Bars {
    var symbols: [String: Int] = [:]
    var dates: [String: Int] = [:]
    var places: [(symbol: Int32, date: Int32)] = []
    var values: [[Double]] = Array(repeating: [], count: 5)

    func panel() throws -> FactorPanel {
      guard !places.isEmpty else { throw PanelFileError(message: "The file holds no bars.") }
      let names = symbols.keys.sorted()
      let days = dates.keys.sorted()
      var column = [Int](repeating: 0, count: names.count)
      var row = [Int](repeating: 0, count: days.count)
      for (place, name) in names.enumerated() { column[symbols[name] ?? 0] = place }
      for (place, day) in days.enumerated() { row[dates[day] ?? 0] = place }
      let fields: [FactorField] = [.open, .high, .low, .close, .volume]
      var columns: [FactorField: [Double]] = [:]
      for (number, field) in fields.enumerated() {
        var cells = [Double](repeating: .nan, count: names.count * days.count)
        for (bar, place) in places.enumerated() {
          cells[row[Int(place.date)] * names.count + column[Int(place.symbol)]] =
            values[number][bar]
        }
        columns[field] = cells
      }
      return FactorPanel(
        sessions: days.indices.map { SessionDate(day: Int32($0)) },
        symbols: names.map { Symbol($0) }, fields: columns)
    }
  }

  static func panel(path: String) throws -> FactorPanel {
    path.hasSuffix(".csv") ? try csv(path: path) : try parquet(path: path)
  }

  /// Writes the bars of a panel that are there, session by session.
  static func write(_ panel: FactorPanel, path: String) throws {
    let fields: [FactorField] = [.open, .high, .low, .close, .volume]
    let columns = fields.map { panel.fields[$0] ?? [] }
    var text = "symbol,date,open,high,low,close,volume\n"
    for row in 0..<panel.rows {
      for symbol in 0..<panel.width {
        let cell = row * panel.width + symbol
        guard !columns[3][cell].isNaN else { continue }
        text += "\(panel.symbols[symbol]),\(panel.sessions[row])"
        for column in columns { text += ",\(column[cell])" }
        text += "\n"
      }
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private static func csv(path: String) throws -> FactorPanel {
    let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    let expected = "symbol,date,open,high,low,close,volume"
    var bars = Bars()
    try data.withUnsafeBytes { bytes in
      var isHeader = true
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
          .map { String(decoding: $0, as: UTF8.self) }
        if isHeader {
          guard cells.joined(separator: ",") == expected else {
            throw PanelFileError(message: "The first line is not \(expected).")
          }
          isHeader = false
          continue
        }
        guard cells.count == 7 else {
          throw PanelFileError(message: "A line has not seven columns: \(cells)")
        }
        let symbol = bars.symbols[cells[0], default: bars.symbols.count]
        bars.symbols[cells[0]] = symbol
        let date = bars.dates[cells[1], default: bars.dates.count]
        bars.dates[cells[1]] = date
        bars.places.append((Int32(symbol), Int32(date)))
        for number in 0..<5 {
          let cell = cells[number + 2]
          guard let value = cell.isEmpty ? .nan : Double(cell) else {
            throw PanelFileError(message: "\(cell) is not a number.")
          }
          bars.values[number].append(value)
        }
      }
    }
    return try bars.panel()
  }

  #if QS_PARQUET
  private static func parquet(path: String) throws -> FactorPanel {
    try DuckDBLibrary.load()
    let settings = Database.Settings(isReadOnly: false, threads: 1, memoryLimitMebibytes: 1024)
    let connection = try Database(.memory, settings: settings).connect()
    let source: SQL = "read_parquet(" + SQL.path(path) + ")"
    var bars = Bars()
    let names = try connection.rows(
      "SELECT DISTINCT CAST(symbol AS VARCHAR) FROM " + source + " ORDER BY 1"
    ) { try $0.text(0) }
    let days = try connection.rows(
      "SELECT DISTINCT CAST(CAST(date AS DATE) AS VARCHAR) FROM " + source + " ORDER BY 1"
    ) { try $0.text(0) }
    for (place, name) in names.enumerated() { bars.symbols[name] = place }
    for (place, day) in days.enumerated() { bars.dates[day] = place }
    let query: SQL =
      "SELECT dense_rank() OVER (ORDER BY CAST(symbol AS VARCHAR)) - 1, "
      + "dense_rank() OVER (ORDER BY CAST(date AS DATE)) - 1, CAST(open AS DOUBLE), "
      + "CAST(high AS DOUBLE), CAST(low AS DOUBLE), CAST(close AS DOUBLE), "
      + "CAST(volume AS DOUBLE) FROM " + source
    try connection.chunks(query, [], isStreaming: true) { chunk in
      var symbols: [Int64] = []
      var dates: [Int64] = []
      try chunk.appendIntegers(0, to: &symbols)
      try chunk.appendIntegers(1, to: &dates)
      for number in 0..<5 { try chunk.appendDoubles(number + 2, to: &bars.values[number]) }
      for (symbol, date) in zip(symbols, dates) {
        bars.places.append((Int32(symbol), Int32(date)))
      }
    }
    return try bars.panel()
  }
  #else
  private static func parquet(path: String) throws -> FactorPanel {
    throw PanelFileError(message: "\(path): this build, made with QS_CORE=1, reads only .csv.")
  }
  #endif
}
