import Chronology
import Foundation
import Market
import TestKit
import Trading

/// Rows of a CSV file, by column name.
struct GoldenTable {
  let rows: [[String: String]]

  init(_ name: String) throws {
    let lines = try Fixture.text("Fixtures/golden/R1/\(name).csv")
      .split(whereSeparator: \.isNewline).map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    let header = lines[0]
    rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }
}

/// A row that a test relies on lacks a column or holds no number.
struct GoldenFileError: Error {
  let message: String
}

extension [String: String] {
  func text(_ key: String) throws -> String {
    guard let value = self[key] else { throw GoldenFileError(message: "no column \(key)") }
    return value
  }
  func number(_ key: String) throws -> Double {
    guard let value = Double(try text(key)) else {
      throw GoldenFileError(message: "\(key) of \(self)")
    }
    return value
  }
  /// NaN for an empty cell.
  func numberOrMissing(_ key: String) throws -> Double {
    try text(key).isEmpty ? .nan : try number(key)
  }
  func session(_ key: String) throws -> SessionDate {
    guard let value = SessionDate(try text(key)) else {
      throw GoldenFileError(message: "\(key) of \(self)")
    }
    return value
  }
}

/// The input of the golden runs.
struct GoldenMarket {
  let frame: MarketFrame
  let actions: [CorporateAction]

  /// Bars of 12 symbols, no corporate actions; the runs start at session 260.
  static func main() throws -> GoldenMarket { try GoldenMarket(bars: "data/bars", actions: []) }

  /// Bars with splits, dividends, gaps, a late listing and a delisting; start at session 80.
  static func edge() throws -> GoldenMarket {
    let splits = try GoldenTable("data/edge_splits").rows.map { row in
      CorporateAction(
        symbol: Symbol(try row.text("symbol")), effectiveOn: try row.session("effective_date"),
        kind: .split(new: 1, old: try row.number("ratio")))
    }
    let dividends = try GoldenTable("data/edge_dividends").rows.map { row in
      CorporateAction(
        symbol: Symbol(try row.text("symbol")), effectiveOn: try row.session("ex_date"),
        kind: .dividend(amount: try row.number("amount"), payDate: try row.session("pay_date")))
    }
    return try GoldenMarket(bars: "data/edge_bars", actions: splits + dividends)
  }

  private init(bars: String, actions: [CorporateAction]) throws {
    var series: [(symbol: Symbol, rows: [[String: String]])] = []
    for row in try GoldenTable(bars).rows {
      let symbol = Symbol(try row.text("symbol"))
      if series.last?.symbol != symbol { series.append((symbol, [])) }
      series[series.count - 1].rows.append(row)
    }
    let columns = try series.map { symbol, rows in
      BarSeries(
        symbol: symbol, sessions: try rows.map { try $0.session("date") },
        open: try rows.map { try $0.numberOrMissing("open") },
        high: try rows.map { try $0.numberOrMissing("high") },
        low: try rows.map { try $0.numberOrMissing("low") },
        close: try rows.map { try $0.numberOrMissing("close") },
        volume: try rows.map { try $0.numberOrMissing("volume") })
    }
    let sessions = Set(columns.flatMap(\.sessions)).sorted()
    let closings = sessions.compactMap { TradingCalendar.xnys.closesAt($0) }
    frame = MarketFrame(daily: columns, on: sessions, closesAt: closings)
    self.actions = actions
  }
}
