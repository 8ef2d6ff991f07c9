import Chronology
import Connect
import Files
import Foundation
import Market
import Testing

/// The folder that `scripts/fetch-sample.sh` fills.
private let sampleDirectory = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: ".qs/sample").path

/// Needs the pack: `scripts/fetch-sample.sh`.
@Suite struct SamplePackTests {
  /// Read once for all tests of the suite; a failure is thrown by each.
  static let shared = Result { try SamplePack(directory: sampleDirectory) }

  let pack: SamplePack
  let all: ClosedRange<SessionDate>

  init() throws {
    pack = try Self.shared.get()
    all = try #require(SessionDate("1980-01-01"))...#require(SessionDate("2030-01-01"))
  }

  @Test func `the pack lists five raw stocks, twenty closes and the index`() async throws {
    let instruments = try await pack.instruments()

    #expect(instruments.count == 26)
    #expect(instruments.map(\.symbol) == instruments.map(\.symbol).sorted())
    #expect(
      instruments.filter { $0.prices == .raw }.map(\.symbol.ticker)
        == ["AAPL", "FB", "GOOG", "IBM", "MSFT"])
    #expect(instruments.filter { $0.prices == .adjustedClose }.count == 20)
    #expect(instruments.filter { $0.prices == .index }.map(\.symbol) == [SamplePack.benchmark])
    let known = Set(instruments.map(\.symbol))
    for universe in SamplePack.universes { #expect(known.isSuperset(of: universe.symbols)) }
    #expect(pack.span.upperBound.description == "2022-12-28")
  }

  @Test(arguments: [
    ("AAPL", "2000-03-01", "2013-03-01", 3270), ("FB", "2012-05-18", "2013-03-01", 196),
    ("GOOG", "2004-08-19", "2013-03-01", 2148), ("IBM", "2000-03-01", "2013-03-01", 3270),
    ("MSFT", "2000-03-01", "2013-03-01", 3270), ("XOM.ADJ", "1990-01-02", "2022-12-28", 8313),
    ("^GSPC", "1990-01-02", "2022-12-28", 8313),
  ])
  func `each series has exactly the sessions of the exchange between its ends`(
    ticker: String, first: String, last: String, count: Int
  ) async throws {
    let series = try await pack.bars(of: Symbol(ticker), over: all).series
    let range = try #require(SessionDate(first))...#require(SessionDate(last))

    #expect(series.count == count)
    #expect(series.sessions == TradingCalendar.xnys.sessions(in: range))
  }

  @Test func `Apple's first bar is the file's first row`() async throws {
    let series = try await pack.bars(of: "AAPL", over: all).series

    #expect(series.open[0] == 118.56)
    #expect(series.high[0] == 132.06)
    #expect(series.low[0] == 118.5)
    #expect(series.close[0] == 130.31)
    #expect(series.volume[0] == 9_616_100)
  }

  @Test func `splits are the announced ones and nothing else jumps like one`() async throws {
    var splits: [String] = []
    for symbol in ["AAPL", "FB", "GOOG", "IBM", "MSFT"] as [Symbol] {
      for action in try await pack.corporateActions(of: symbol, over: all) {
        if case .split(let new, let old) = action.kind {
          splits.append("\(symbol) \(action.effectiveOn) \(new):\(old)")
        }
      }
    }

    #expect(
      splits == [
        "AAPL 2000-06-21 2.0:1.0", "AAPL 2005-02-28 2.0:1.0", "MSFT 2003-02-18 2.0:1.0",
      ])
  }

  @Test(arguments: [
    ("AAPL", 3, 7.95), ("FB", 0, 0), ("GOOG", 0, 0), ("IBM", 52, 19.84), ("MSFT", 37, 7.77),
  ])
  func `dividends are found in their number and to the cent`(
    ticker: String, count: Int, total: Double
  ) async throws {
    let dividends = try await dividends(of: Symbol(ticker))

    let cents = dividends.map { $0.amount * 100 }
    #expect(dividends.count == count)
    #expect(cents.allSatisfy { $0 == $0.rounded() || abs($0 - $0.rounded()) < 1e-9 } == true)
    #expect(abs(dividends.reduce(0) { $0 + $1.amount } - total) < 1e-9)
  }

  @Test func `Microsoft's special dividend of 2004 is there`() async throws {
    let special = try await dividends(of: "MSFT").max { $0.amount < $1.amount }

    #expect(special?.on.description == "2004-11-15")
    #expect(special?.amount == 3.08)
  }

  @Test(arguments: ["AAPL", "FB", "GOOG", "IBM", "MSFT"] as [Symbol])
  func `the actions rebuild the source's adjusted closes exactly by the source's own formula`(
    symbol: Symbol
  ) async throws {
    let series = try await pack.bars(of: symbol, over: all).series
    let actions = try await pack.corporateActions(of: symbol, over: all)
    let source = try #require(pack.sourceAdjustedCloses(of: symbol))

    // Quandl WIKI: a dividend D scales earlier prices by C / (C + D), C the close of the ex-date.
    var factor = source[series.count - 1] / series.close[series.count - 1]
    var rebuilt = [Double](repeating: 0, count: series.count)
    for index in series.sessions.indices.reversed() {
      rebuilt[index] = series.close[index] * factor
      for action in actions where action.effectiveOn == series.sessions[index] {
        switch action.kind {
        case .split(let new, let old): factor *= old / new
        case .dividend(let amount, _):
          factor *= series.close[index] / (series.close[index] + amount)
        }
      }
    }

    #expect(zip(rebuilt, source).allSatisfy { abs($0 / $1 - 1) < 1e-11 } == true)
  }

  @Test(arguments: ["AAPL", "FB", "GOOG", "IBM", "MSFT"] as [Symbol])
  func `our total-return closes follow the source's within what the formulas differ by`(
    symbol: Symbol
  ) async throws {
    let series = try await pack.bars(of: symbol, over: all).series
    let actions = try await pack.corporateActions(of: symbol, over: all)
    let source = try #require(pack.sourceAdjustedCloses(of: symbol))

    let ours = try series.adjusted(.totalReturn, by: actions).close

    // We divide by the close before the ex-date, the source by the close on it: for each dividend
    // the factors differ by the yield times the day's return and by the square of the yield.
    var allowed = 1e-11
    for dividend in try await dividends(of: symbol) {
      let index = series.firstIndex(from: dividend.on)
      let yield = dividend.amount / series.close[index]
      let move = abs(series.close[index] / series.close[index - 1] - 1)
      allowed += 1.2 * yield * (move + yield)
    }
    let scale = source[series.count - 1] / series.close[series.count - 1]
    let worst = zip(ours, source).map { abs($0 * scale / $1 - 1) }.max() ?? .infinity
    #expect(worst <= allowed)
    #expect(worst < 0.003)
  }

  @Test func `Apple's ratio of adjusted close to close jumps only on days with an action`()
    async throws
  {
    let series = try await pack.bars(of: "AAPL", over: all).series
    let source = try #require(pack.sourceAdjustedCloses(of: "AAPL"))
    let actions = try await pack.corporateActions(of: "AAPL", over: all)

    let ratios = zip(source, series.close).map { $0 / $1 }
    let jumps = series.sessions.indices.dropFirst()
      .filter { abs(ratios[$0] / ratios[$0 - 1] - 1) > 1e-9 }.map { series.sessions[$0] }

    #expect(jumps == actions.map(\.effectiveOn))
    #expect(jumps.count == 5)
  }

  @Test func `the health rules find nothing in the pack but nine large moves`() async throws {
    var findings: [String] = []
    for instrument in try await pack.instruments() {
      let series = try await pack.bars(of: instrument.symbol, over: all).series
      let actions = try await pack.corporateActions(of: instrument.symbol, over: all)
      let health = DataHealth(calendar: .xnys, through: try #require(series.sessions.last))
      findings += health.findings(in: series, of: instrument, actions: actions)
        .map { "\($0.symbol) \($0.session) \($0.rule.rawValue)" }
    }

    // Apple's profit warning of September 2000 is in both files, from two sources.
    #expect(
      findings.sorted()
        == [
          "AAPL 2000-09-29", "AAPL.ADJ 2000-09-29", "AMD.ADJ 1992-06-18", "AMD.ADJ 2016-04-22",
          "BBY.ADJ 1991-12-19", "BBY.ADJ 2000-11-09", "BBY.ADJ 2002-08-08", "RRC.ADJ 1990-04-10",
          "RRC.ADJ 1998-10-19",
        ].map { $0 + " unexplained-jump" })
  }

  @Test func `closes-only series say so`() async throws {
    #expect(try await pack.bars(of: "AAPL.ADJ", over: all).series.isCloseOnly)
    #expect(try await pack.corporateActions(of: "AAPL.ADJ", over: all).isEmpty)
    #expect(try await !pack.bars(of: "AAPL", over: all).series.isCloseOnly)
  }

  @Test func `an unknown symbol and a missing folder are named`() async throws {
    await #expect(throws: MarketDataError(.unknownSymbol, "The sample pack does not hold TSLA.")) {
      try await pack.bars(of: "TSLA", over: all).series
    }
    let missing = MarketDataError(
      .unreachable,
      "/nowhere/stocks.csv cannot be read. Run scripts/fetch-sample.sh to put it there.")
    #expect(throws: missing) { try SamplePack(directory: "/nowhere") }
  }

  private func dividends(of symbol: Symbol) async throws -> [(on: SessionDate, amount: Double)] {
    try await pack.corporateActions(of: symbol, over: all).compactMap { action in
      guard case .dividend(let amount, _) = action.kind else { return nil }
      return (action.effectiveOn, amount)
    }
  }
}
