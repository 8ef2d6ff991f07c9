import Chronology
import Market
import Synchronization

/// A provider that offers made-up series and fails as its script says.
final class ScriptedProvider: MarketDataProvider {
  let name = "scripted"
  private let series: [Symbol: BarSeries]
  /// What each symbol's next calls for bars throw, in order; afterwards they answer.
  private let faults: Mutex<[Symbol: [MarketDataError]]>
  private let calls = Mutex<[Symbol]>([])
  /// Called before each answer; lets a test act in the middle of a run.
  private let onCall: @Sendable (Int) async -> Void

  init(
    _ series: [BarSeries], faults: [Symbol: [MarketDataError]] = [:],
    onCall: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.series = Dictionary(uniqueKeysWithValues: series.map { ($0.symbol, $0) })
    self.faults = Mutex(faults)
    self.onCall = onCall
  }

  /// The symbols whose bars were asked for, in order.
  var asked: [Symbol] { calls.withLock { $0 } }

  func instruments() async throws(MarketDataError) -> [Instrument] {
    series.keys.sorted().map { Instrument(symbol: $0, name: $0.ticker, prices: .raw) }
  }

  func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedBars {
    let number = calls.withLock { calls in
      calls.append(symbol)
      return calls.count
    }
    await onCall(number)
    let fault = faults.withLock { faults -> MarketDataError? in
      guard var script = faults[symbol], !script.isEmpty else { return nil }
      let next = script.removeFirst()
      faults[symbol] = script
      return next
    }
    if let fault { throw fault }
    // The whole series, on purpose: what was not asked for must not be stored.
    return FetchedBars(series[symbol] ?? BarSeries(emptyOf: symbol))
  }

  func corporateActions(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction] { [] }
}

/// Builds a series with a bar on every session of the exchange in a range; closes rise by 1 from 100.
func sessionBars(_ symbol: Symbol, _ first: String, _ last: String) throws -> BarSeries {
  let sessions = try TradingCalendar.xnys.sessions(in: date(first)...date(last))
  let closes = sessions.indices.map { 100 + Double($0) }
  return BarSeries(
    symbol: symbol, sessions: sessions, open: closes, high: closes, low: closes, close: closes,
    volume: closes.map { _ in 1000 })
}

struct NoSuchDate: Error { let text: String }

func date(_ text: String) throws -> SessionDate {
  guard let date = SessionDate(text) else { throw NoSuchDate(text: text) }
  return date
}
