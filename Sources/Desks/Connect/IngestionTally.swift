import Chronology
import Market

/// The numbers of a run as it goes; of failures and changes only the first are kept.
struct IngestionTally {
  var startedAt: Timestamp
  var phase = IngestionProgress.Phase.symbols
  var planned = 0
  /// Symbols whose outcome is in the store, and those of them that brought something.
  var saved = 0
  var kept = 0
  var fetched = 0
  var sessions = 0
  var sessionsDone = 0
  var failed = 0
  var empty = 0
  var changed = 0
  var bars = 0
  /// Errands that ended without an outcome; a new plan takes them up.
  var dropped = 0
  /// Symbols given up one after the other because the server was away.
  var unreachableInARow = 0
  var failures: [SymbolOutcome] = []
  var changes: [DataChange] = []
  /// When the symbols' phase began, and how many had been fetched by then.
  private var symbolsFrom: (at: Timestamp, fetched: Int)?

  init(startedAt: Timestamp) { self.startedAt = startedAt }

  mutating func beginSymbols(at now: Timestamp) {
    phase = .symbols
    symbolsFrom = (now, fetched)
  }

  mutating func note(_ outcomes: [SymbolOutcome], _ found: [DataChange]) {
    saved += outcomes.count
    kept += outcomes.count { $0.result == .saved }
    for outcome in outcomes where outcome.result == .failed {
      guard failures.count < IngestionReport.limit else { break }
      failures.append(outcome)
    }
    changed += Set(found.map(\.symbol)).count
    changes += found.prefix(IngestionReport.limit - changes.count)
  }

  func pace(at now: Timestamp) -> (symbolsPerSecond: Double, secondsLeft: Double?) {
    if phase == .market {
      let elapsed = startedAt.duration(to: now) / .seconds(1)
      guard sessionsDone > 0, elapsed > 0 else { return (0, nil) }
      return (0, elapsed / Double(sessionsDone) * Double(sessions - sessionsDone))
    }
    let from = symbolsFrom ?? (startedAt, 0)
    let elapsed = from.at.duration(to: now) / .seconds(1)
    let done = fetched - from.fetched
    guard done > 0, elapsed > 0 else { return (0, nil) }
    let rate = Double(done) / elapsed
    return (rate, Double(max(0, planned - fetched)) / rate)
  }
}
