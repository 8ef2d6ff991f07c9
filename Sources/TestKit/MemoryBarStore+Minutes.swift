public import Connect
public import Market

extension MemoryBarStore: MinuteStore {
  public func save(minutes bars: MinuteSeries, source: String) async throws(StoreError) -> Int {
    if let failure { throw failure }
    minutes[bars.symbol, default: []].formUnion(bars.opensAt)
    return bars.opensAt.count
  }

  /// Bars within sessions held of each symbol.
  public var minuteCounts: [Symbol: Int] { minutes.mapValues(\.count) }
}
