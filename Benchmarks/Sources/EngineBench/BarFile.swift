import Chronology
import Foundation
import Market

/// A bar file that cannot be used, and why.
struct BarFileError: Error {
  let message: String
}

/// Reads bars of one symbol: symbol, date or time, open, high, low, close, volume.
enum BarFile {
  static func frame(path: String) throws -> MarketFrame {
    guard path.hasSuffix(".csv") else { return try parquet(path: path) }
    return try csv(text: String(contentsOfFile: path, encoding: .utf8))
  }

  /// Parquet files are read by the DuckDB module, which the core build leaves out.
  private static func parquet(path: String) throws -> MarketFrame {
    throw BarFileError(message: "\(path): only .csv can be read by this build.")
  }

  /// Lines must be of one symbol and rise in time; the first names the columns.
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
    var columns = [[Double]](repeating: [], count: 5)
    var instants: [Timestamp] = []
    var sessions: [SessionDate] = []
    var name: Substring?
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == header.count, name == nil || name == cells[symbol],
        let session = SessionDate(String(cells[time].prefix(10)))
      else { throw BarFileError(message: "This line is not one of the same symbol: \(line)") }
      name = cells[symbol]
      sessions.append(session)
      instants.append(instant(of: cells[time], on: session))
      for (index, place) in prices.enumerated() {
        columns[index].append(cells[place].isEmpty ? .nan : Double(cells[place]) ?? .nan)
      }
    }
    return MarketFrame(
      symbols: [Symbol(String(name ?? ""))], interval: .minutes(1), closesAt: instants,
      sessions: sessions, open: columns[0], high: columns[1], low: columns[2], close: columns[3],
      volume: columns[4])
  }

  /// `YYYY-MM-DD` or `YYYY-MM-DD HH:MM:SS`, read as UTC.
  private static func instant(of text: Substring, on session: SessionDate) -> Timestamp {
    let clock = text.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int64($0) }
    let seconds = clock.count == 3 ? clock[0] * 3600 + clock[1] * 60 + clock[2] : 0
    return Timestamp(seconds: Int64(session.day) * 86_400 + seconds)
  }
}
