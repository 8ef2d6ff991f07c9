public import Chronology
public import Connect
public import Market

extension MemoryBarStore {
  public func marketBars(
    on sessions: [SessionDate], provider: String
  ) async throws(StoreError) -> [MarketSession] {
    sessions.map { session in
      var block = BarBlock()
      for symbol in symbols(of: provider) {
        let series = series(of: symbol, over: session...session)
        block.append(series)
      }
      return MarketSession(session: session, bars: block)
    }
  }

  public func lastBars(
    of symbols: [Symbol], count: Int
  ) async throws(StoreError) -> [BarSeries] {
    symbols.map { symbol in
      let all = series(of: symbol, over: SessionDate(day: -40_000)...SessionDate(day: 60_000))
      guard let first = all.sessions.suffix(count).first, let last = all.sessions.last else {
        return all
      }
      return all.within(first...last)
    }
  }

  public func refusals(
    provider: String, at now: Timestamp
  ) async throws(StoreError) -> [StoredRefusal] {
    refused[provider, default: []].filter { $0.until > now }
  }

  public func save(
    refusals: [StoredRefusal], provider: String, at now: Timestamp
  ) async throws(StoreError) {
    var held = refused[provider, default: []]
    for refusal in refusals {
      held.removeAll { $0.key == refusal.key }
      held.append(refusal)
    }
    refused[provider] = held
  }
}
