import Chronology
import Market
import Strategies
import Trading

/// What the data itself warns of, before any result is believed.
enum DataCaveats {
  /// Fewer sessions than this, two years, say little about a daily strategy.
  static let fewSessions = 504

  /// Returns one sentence for each weakness, in a fixed order.
  ///
  /// - Parameters:
  ///   - sessions: The sessions that the run covers, in order.
  ///   - asked: The first and the last session of the range that was asked for.
  static func sentences(
    of snapshot: MarketSnapshot, for specification: StrategySpecification,
    sessions: [SessionDate], asked: ClosedRange<SessionDate>
  ) -> [String] {
    let traded = snapshot.series.filter { specification.universe.contains($0.symbol) }
    let closeOnly = traded.filter { !$0.open.contains { !$0.isNaN } }
    let noVolume = traded.filter(\.isCloseOnly)
    let adjusted = snapshot.instruments.filter {
      $0.prices == .adjustedClose && specification.universe.contains($0.symbol)
    }
    var sentences: [String] = []
    if !closeOnly.isEmpty {
      sentences.append(
        "\(named(closeOnly.map(\.symbol), of: traded.count)): closes only; fills are at closes.")
    }
    if !noVolume.isEmpty {
      sentences.append(
        "\(named(noVolume.map(\.symbol), of: traded.count)): volume unknown; "
          + (specification.costs.volumeLimit == nil
            ? "whether the market could have taken the orders is not known."
            : "under costs.volumeLimit no order of theirs fills; set it to null to trade them."))
    }
    if !adjusted.isEmpty {
      sentences.append(
        "\(named(adjusted.map(\.symbol), of: traded.count)): prices are adjusted by the source; "
          + "share counts and commissions are not those of the day.")
    }
    let lastSessions = Set(traded.map(\.sessions.last))
    if traded.count > 1, lastSessions.count == 1, sessions.count >= fewSessions {
      sentences.append(
        "None of the \(traded.count) symbols left the market before the end: a universe of "
          + "survivors, chosen with hindsight, flatters every return.")
    }
    if let benchmark = specification.benchmark,
      !snapshot.series.contains(where: { $0.symbol == benchmark && $0.count > 0 })
    {
      sentences.append("The benchmark \(benchmark) has no data in this range.")
    }
    if let first = sessions.first, let last = sessions.last,
      first > asked.lowerBound || last < asked.upperBound
    {
      sentences.append(
        "The bars held reach from \(first) to \(last); the run covers that and not the whole "
          + "range asked for.")
    }
    if sessions.count < fewSessions {
      sentences.append("Only \(sessions.count) sessions: too few to tell skill from luck.")
    }
    return sentences
  }

  private static func named(_ symbols: [Symbol], of count: Int) -> String {
    if symbols.count == count { return "All \(count) symbols" }
    let shown = symbols.prefix(5).map(\.ticker).joined(separator: ", ")
    return symbols.count > 5 ? "\(shown) and \(symbols.count - 5) more" : shown
  }
}
