public import Chronology
public import Market

/// The first and the last session of which a symbol has a bar.
public struct SymbolSpan: Hashable, Sendable {
  public let symbol: Symbol
  public let first: SessionDate
  public let last: SessionDate

  public init(symbol: Symbol, first: SessionDate, last: SessionDate) {
    self.symbol = symbol
    self.first = first
    self.last = last
  }
}

/// How many bars of many symbols are held, without reading them.
public protocol CoverageSource: Sendable {
  /// The spans of some symbols, sorted; those without a bar are left out.
  func spans(of symbols: [Symbol]) async throws(StoreError) -> [SymbolSpan]
  /// The number of those symbols that have a bar, by session; sessions without any are left out.
  func barCounts(
    of symbols: [Symbol], over sessions: ClosedRange<SessionDate>
  ) async throws(StoreError) -> [SessionDate: Int]
}

extension HealthFinding {
  /// The name under which a universe's findings are kept; no instrument has it.
  public static func subject(ofUniverse name: String) -> Symbol { Symbol("universe/\(name)") }
}

extension DataHealth {
  /// Finds sessions on which too few of a universe's symbols have a bar, sessions in a row together.
  ///
  /// A symbol trades from its first bar to its last; to the newest session when its last bar is not
  /// much older, so that a night that brought half of the market is seen at once.
  ///
  /// - Complexity: O(symbols + sessions).
  public func thinCoverage(
    of universe: String, spans: [SymbolSpan], counts: [SessionDate: Int]
  ) -> [HealthFinding] {
    guard let first = spans.map(\.first).min(), first <= through else { return [] }
    let sessions = calendar.sessions(in: first...through)
    let trading = Self.trading(spans, on: sessions, slack: limits.staleAfter)
    var findings: [HealthFinding] = []
    var thin: [(session: SessionDate, held: Int, trading: Int)] = []
    func close() {
      guard let begin = thin.first, let end = thin.last else { return }
      let worst = thin.min { $0.held * $1.trading < $1.held * $0.trading } ?? begin
      var evidence =
        "\(worst.held) of \(worst.trading) symbols that trade have a bar on \(worst.session)"
      if thin.count > 1 {
        evidence += ", the fewest of \(thin.count) sessions from \(begin.session) to \(end.session)"
      }
      findings.append(
        HealthFinding(
          symbol: HealthFinding.subject(ofUniverse: universe), session: begin.session,
          rule: .thinCoverage, severity: .warning, evidence: evidence + "."))
      thin.removeAll()
    }
    for (index, session) in sessions.enumerated() {
      let held = counts[session] ?? 0
      let isThin = Double(held) < limits.coverage * Double(trading[index])
      if isThin, trading[index] >= limits.smallestUniverse {
        thin.append((session, held, trading[index]))
      } else {
        close()
      }
    }
    close()
    return findings
  }

  /// The number of symbols that trade on each session.
  private static func trading(
    _ spans: [SymbolSpan], on sessions: [SessionDate], slack: Int
  ) -> [Int] {
    var steps = [Int](repeating: 0, count: sessions.count + 1)
    for span in spans {
      let begin = place(of: span.first, in: sessions)
      let end = place(of: span.last.advanced(by: 1), in: sessions)
      let isCurrent = sessions.count - end <= slack
      steps[begin] += 1
      steps[isCurrent ? sessions.count : end] -= 1
    }
    var running = 0
    return sessions.indices.map { index in
      running += steps[index]
      return running
    }
  }

  /// The position of the first session on or after a date.
  private static func place(of date: SessionDate, in sessions: [SessionDate]) -> Int {
    var low = 0
    var high = sessions.count
    while low < high {
      let middle = (low + high) / 2
      if sessions[middle] < date { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
