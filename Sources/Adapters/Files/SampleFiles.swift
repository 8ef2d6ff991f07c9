import Chronology
import Foundation
import Market

/// Everything that the files of the sample pack hold.
struct SampleContents {
  var instruments: [Instrument] = []
  var series: [Symbol: BarSeries] = [:]
  var actions: [Symbol: [CorporateAction]] = [:]
  var adjustedCloses: [Symbol: [Double]] = [:]
}

/// Reads the files of the sample pack.
struct SampleFiles {
  let directory: String

  func read() throws(MarketDataError) -> SampleContents {
    var contents = SampleContents()
    try readStocks(into: &contents)
    try readLargeCaps(into: &contents)
    try readIndex(into: &contents)
    return contents
  }

  /// One stock's columns while they are being read.
  private struct Columns {
    var sessions: [SessionDate] = []
    /// Open, high, low, close, volume, adjusted close.
    var values = [[Double]](repeating: [], count: 6)
  }

  private func readStocks(into contents: inout SampleContents) throws(MarketDataError) {
    var columns: [String: Columns] = [:]
    try rows(
      of: "stocks.csv",
      header: ["Ticker", "Date", "Open", "High", "Low", "Close", "Volume", "Adj Close"]
    ) { row throws(SampleFault) in
      let session = try row.date(1)
      // The file is grouped by ticker, so the entry is mutated in place.
      var stock = columns.removeValue(forKey: row.cells[0]) ?? Columns()
      if let last = stock.sessions.last, session <= last {
        throw row.fault(1, "does not follow \(last); dates must rise")
      }
      stock.sessions.append(session)
      for column in 0..<6 { stock.values[column].append(try row.number(column + 2)) }
      columns[row.cells[0]] = stock
    }
    for (ticker, name) in SampleCatalog.stocks {
      guard let stock = columns[ticker] else {
        throw MarketDataError(.malformed, "stocks.csv has no rows of \(ticker).")
      }
      let symbol = Symbol(ticker)
      contents.instruments.append(Instrument(symbol: symbol, name: name, prices: .raw))
      contents.series[symbol] = BarSeries(
        symbol: symbol, sessions: stock.sessions, open: stock.values[0], high: stock.values[1],
        low: stock.values[2], close: stock.values[3], volume: stock.values[4])
      contents.adjustedCloses[symbol] = stock.values[5]
      contents.actions[symbol] = try SampleActions.derive(
        symbol: symbol, sessions: stock.sessions, closes: stock.values[3],
        adjusted: stock.values[5], splits: splits(of: ticker))
    }
  }

  private func splits(of ticker: String) -> [SessionDate: (new: Double, old: Double)] {
    var splits: [SessionDate: (new: Double, old: Double)] = [:]
    for split in SampleCatalog.splits where split.ticker == ticker {
      guard let date = SessionDate(split.effectiveOn) else {
        preconditionFailure("\(split.effectiveOn) is a date.")
      }
      splits[date] = (split.new, split.old)
    }
    return splits
  }

  private func readLargeCaps(into contents: inout SampleContents) throws(MarketDataError) {
    let tickers = SampleCatalog.largeCaps.map(\.ticker)
    let table = try closes(of: "sp500_dataset.csv", header: ["Date"] + tickers)
    for (column, (ticker, name)) in SampleCatalog.largeCaps.enumerated() {
      let symbol = SampleCatalog.adjustedSymbol(ticker)
      contents.instruments.append(
        Instrument(symbol: symbol, name: "\(name) (adjusted closes)", prices: .adjustedClose))
      contents.series[symbol] = BarSeries(
        symbol: symbol, sessions: table.sessions, closes: table.columns[column])
    }
  }

  private func readIndex(into contents: inout SampleContents) throws(MarketDataError) {
    let table = try closes(of: "sp500_index.csv", header: ["Date", "SP500"])
    let symbol = SampleCatalog.index
    contents.instruments.append(Instrument(symbol: symbol, name: "S&P 500 index", prices: .index))
    contents.series[symbol] = BarSeries(
      symbol: symbol, sessions: table.sessions, closes: table.columns[0])
  }

  /// Reads a table of one date and one close a column; shape: columns × sessions.
  private func closes(
    of file: String, header: [String]
  ) throws(MarketDataError) -> (sessions: [SessionDate], columns: [[Double]]) {
    var sessions: [SessionDate] = []
    var columns = [[Double]](repeating: [], count: header.count - 1)
    try rows(of: file, header: header) { row throws(SampleFault) in
      let session = try row.date(0)
      if let last = sessions.last, session <= last {
        throw row.fault(0, "does not follow \(last); dates must rise")
      }
      sessions.append(session)
      for column in columns.indices { columns[column].append(try row.number(column + 1)) }
    }
    return (sessions, columns)
  }

  private func rows(
    of file: String, header: [String], _ body: (SampleRow) throws(SampleFault) -> Void
  ) throws(MarketDataError) {
    let path = directory + "/" + file
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MarketDataError(
        .unreachable, "\(path) cannot be read. Run scripts/fetch-sample.sh to put it there.")
    }
    do throws(SampleFault) {
      try SampleRow.each(of: [UInt8](data), header: header, body)
    } catch {
      throw MarketDataError(.malformed, "\(file), line \(error.line): \(error.message)")
    }
  }
}
