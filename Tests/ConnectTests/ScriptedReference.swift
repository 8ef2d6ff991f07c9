import Chronology
import Connect
import Market
import Synchronization
import TestKit

/// A source of reference data that answers from a list and fails as its script says.
final class ScriptedReference: ReferenceProvider {
  let name = "scripted"
  private let faults: Mutex<[String: [MarketDataError]]>
  private let calls = Mutex<[String]>([])
  private let onCall: @Sendable (Int) async -> Void

  /// - Parameter faults: What the next calls of a kind throw, in order; afterwards they answer.
  init(
    faults: [String: [MarketDataError]] = [:],
    onCall: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.faults = Mutex(faults)
    self.onCall = onCall
  }

  var asked: [String] { calls.withLock { $0 } }

  private func ask(_ what: String) async throws(MarketDataError) {
    let number = calls.withLock { calls in
      calls.append(what)
      return calls.count
    }
    await onCall(number)
    let fault = faults.withLock { faults -> MarketDataError? in
      guard var script = faults[what], !script.isEmpty else { return nil }
      let next = script.removeFirst()
      faults[what] = script
      return next
    }
    if let fault { throw fault }
  }

  func profiles() async throws(MarketDataError) -> [InstrumentProfile] {
    try await ask("profiles")
    return [InstrumentProfile(symbol: "AAA", name: "Triple A")]
  }

  func delistings() async throws(MarketDataError) -> [Delisting] {
    try await ask("delistings")
    return [
      Delisting(
        symbol: "OLD", name: "Old", exchange: nil, listedOn: nil,
        delistedOn: SessionDate(day: 12_000)),
      // Renamed, not gone, and gone long after another company of that name was renamed.
      Delisting(
        symbol: "FB", name: "Facebook", exchange: nil, listedOn: nil,
        delistedOn: SessionDate(day: 11_999)),
      Delisting(
        symbol: "FB", name: "Fahrenheit Brewing", exchange: nil, listedOn: nil,
        delistedOn: SessionDate(day: 13_000)),
    ]
  }

  func symbolChanges() async throws(MarketDataError) -> [SymbolChange] {
    try await ask("changes")
    return [SymbolChange(on: SessionDate(day: 12_000), old: "FB", new: "META", name: "Meta")]
  }

  func memberships(of index: StockIndex) async throws(MarketDataError) -> [IndexMembership] {
    try await ask(index.rawValue)
    return [IndexMembership(symbol: "AAA", from: nil, until: nil)]
  }

  func statements(
    of symbol: Symbol, kind: StatementKind, isQuarterly: Bool, limit: Int
  ) async throws(MarketDataError) -> [CompanyReport] {
    try await ask("\(symbol) \(kind.rawValue)")
    return [
      CompanyReport(
        symbol: symbol, kind: kind, periodEnd: SessionDate(day: 15_000), fiscalYear: 2011,
        period: isQuarterly ? "Q1" : "FY", currency: "USD",
        publishedOn: SessionDate(day: 15_040), items: ["revenue": 1e9])
    ]
  }
}
