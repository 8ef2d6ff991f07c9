import Chronology
import Kernels
import Market

/// Bars held in memory, read as a store would.
struct MemoryBars: BarStore {
  let id: String
  let series: [BarSeries]
  let actions: [CorporateAction]

  func coverage() async throws(StoreError) -> [Coverage] {
    series.map {
      Coverage(
        symbol: $0.symbol, name: $0.symbol.ticker, prices: .raw, provider: "test",
        first: $0.sessions.first, last: $0.sessions.last, bars: $0.count)
    }
  }

  func snapshot(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> MarketSnapshot {
    var chosen: [BarSeries] = []
    for symbol in symbols {
      guard let whole = series.first(where: { $0.symbol == symbol }) else {
        throw StoreError(.missing, "\(symbol) is not known.", remedy: "Ingest it.")
      }
      let rows = whole.sessions.indices.filter { sessions.contains(whole.sessions[$0]) }
      chosen.append(
        BarSeries(
          symbol: symbol, sessions: rows.map { whole.sessions[$0] },
          open: rows.map { whole.open[$0] }, high: rows.map { whole.high[$0] },
          low: rows.map { whole.low[$0] }, close: rows.map { whole.close[$0] },
          volume: rows.map { whole.volume[$0] }))
    }
    return MarketSnapshot(
      id: SnapshotID(hex: id), series: chosen,
      instruments: symbols.map { Instrument(symbol: $0, name: $0.ticker, prices: .raw) },
      actions: actions.filter {
        symbols.contains($0.symbol) && sessions.contains($0.effectiveOn)
      })
  }

  func panel(
    _ field: BarField, of symbols: [Symbol], over sessions: ClosedRange<SessionDate>,
    adjusted adjustment: Adjustment
  ) async throws(StoreError) -> Panel {
    throw StoreError(.query, "This stand-in reads no panels.", remedy: "")
  }
}

extension MemoryBars {
  /// A market drawn from a seed: random walks with a drift, gaps, a split and dividends.
  static func drawn(
    from seed: UInt64, symbols: [Symbol], sessions: [SessionDate], withActions: Bool = true
  ) -> MemoryBars {
    var generator = SeededGenerator(seed: seed)
    var series: [BarSeries] = []
    var actions: [CorporateAction] = []
    for (place, symbol) in symbols.enumerated() {
      var price = 20 + 100 * generator.uniform()
      var kept: [SessionDate] = []
      var (open, high, low, close, volume) = (
        [Double](), [Double](), [Double](), [Double](), [Double]()
      )
      for (row, session) in sessions.enumerated() {
        if withActions, place == 0, row == sessions.count / 2 {
          actions.append(
            CorporateAction(symbol: symbol, effectiveOn: session, kind: .split(new: 2, old: 1)))
          price /= 2
        }
        if withActions, place == 1, row % 40 == 30, row + 3 < sessions.count {
          actions.append(
            CorporateAction(
              symbol: symbol, effectiveOn: session,
              kind: .dividend(amount: 0.25, payDate: sessions[row + 3])))
        }
        let before = price
        price *= 1 + 0.04 * (generator.uniform() - 0.49)
        price = (price * 100).rounded() / 100
        // Now and then a symbol does not trade; the benchmark, last in line, always does.
        if generator.uniform() < 0.02, place < symbols.count - 1 { continue }
        kept.append(session)
        open.append(before)
        high.append(max(before, price) * 1.01)
        low.append(min(before, price) * 0.99)
        close.append(price)
        volume.append((20_000 + 80_000 * generator.uniform()).rounded())
      }
      series.append(
        BarSeries(
          symbol: symbol, sessions: kept, open: open, high: high, low: low, close: close,
          volume: volume))
    }
    return MemoryBars(
      id: String(repeating: "0", count: 48) + String(seed, radix: 16), series: series,
      actions: actions.sorted { ($0.effectiveOn, $0.symbol) < ($1.effectiveOn, $1.symbol) })
  }

  /// `count` weekdays from 2015-01-02 on.
  static func weekdays(_ count: Int) -> [SessionDate] {
    var dates: [SessionDate] = []
    var date = SessionDate(day: 16_437)
    while dates.count < count {
      if date.weekday <= 5 { dates.append(date) }
      date = date.advanced(by: 1)
    }
    return dates
  }
}
