public import Chronology
public import Connect
import DuckDB
public import Market

private func notYet() -> StoreError { StoreError(.query, "Not there yet.", remedy: "Wait.") }

extension Warehouse {
  public func marketBars(
    on sessions: [SessionDate], provider: String
  ) async throws(StoreError) -> [MarketSession] { throw notYet() }
  public func lastBars(
    of symbols: [Symbol], count: Int
  ) async throws(StoreError) -> [BarSeries] { throw notYet() }
  public func refusals(
    provider: String, at now: Timestamp
  ) async throws(StoreError) -> [StoredRefusal] { throw notYet() }
  public func save(
    refusals: [StoredRefusal], provider: String, at now: Timestamp
  ) async throws(StoreError) { throw notYet() }
}
