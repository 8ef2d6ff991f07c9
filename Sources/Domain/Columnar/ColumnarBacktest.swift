import Construction
public import Strategies
import Trading

/// Runs specifications over columns instead of events: the fast engine for many at once.
///
/// For every specification it accepts, each order, fill, cent and mark is that of the event-driven
/// engine under limits that let everything pass. It shares no step with it but the arithmetic of
/// money, so that each is a test of the other.
public struct ColumnarBacktest: Sendable {
  public let market: ColumnarMarket

  public init(_ market: ColumnarMarket) { self.market = market }

  /// Runs one specification.
  ///
  /// - Parameter keepsDetail: Whether the outcome lists every order and execution.
  /// - Throws: What of the specification it does not know.
  public func run(
    _ specification: StrategySpecification, keepsDetail: Bool
  ) throws(ColumnarRefusal) -> ColumnarOutcome {
    try check(specification)
    let signals = try ColumnarSignals(specification.rule, on: market)
    return try outcome(of: specification, signals, keepsDetail: keepsDetail)
  }

  /// Puts together the specifications that share signals; their places, each group rising.
  ///
  /// Groups are independent of one another: run them in any order, on any number of threads.
  public static func groups(of specifications: [StrategySpecification]) -> [[Int]] {
    var groups: [[Int]] = []
    var groupOf: [ColumnarSignals.Key: Int] = [:]
    for (place, specification) in specifications.enumerated() {
      let key = ColumnarSignals.Key(specification.rule)
      if let group = groupOf[key] {
        groups[group].append(place)
      } else {
        groupOf[key] = groups.count
        groups.append([place])
      }
    }
    return groups
  }

  /// Runs a group of specifications, computing their signals once.
  ///
  /// - Parameters:
  ///   - specifications: Of one group, see `groups(of:)`.
  ///   - keepsDetail: Whether the outcomes list every order and execution.
  ///   - take: Given each outcome as it is made, with the place of its specification; only one
  ///     outcome is in memory at a time.
  /// - Throws: The first refusal; outcomes before it were handed over.
  /// - Precondition: The specifications share their signals.
  public func run(
    group specifications: [StrategySpecification], keepsDetail: Bool,
    _ take: (_ place: Int, _ outcome: ColumnarOutcome) -> Void
  ) throws(ColumnarRefusal) {
    guard let first = specifications.first else { return }
    let key = ColumnarSignals.Key(first.rule)
    for specification in specifications {
      precondition(ColumnarSignals.Key(specification.rule) == key, "A group shares its signals.")
      try check(specification)
    }
    let signals = try ColumnarSignals(first.rule, on: market)
    for (place, specification) in specifications.enumerated() {
      take(place, try outcome(of: specification, signals, keepsDetail: keepsDetail))
    }
  }

  private func outcome(
    of specification: StrategySpecification, _ signals: ColumnarSignals, keepsDetail: Bool
  ) throws(ColumnarRefusal) -> ColumnarOutcome {
    var run = ColumnarRun(
      specification, signals: signals, on: market, keepsDetail: keepsDetail)
    return try run.finish()
  }

  private func check(_ specification: StrategySpecification) throws(ColumnarRefusal) {
    guard specification.universe == market.symbols else {
      throw ColumnarRefusal(
        "The universe of \(specification.name) is not that of the prepared market.",
        remedy: "Prepare a market of the same symbols in the same order.")
    }
    if case .unknown(let kind) = ColumnarSignals.Key(specification.rule) {
      throw ColumnarRefusal(
        "The rule \(kind) is not known here.", remedy: "Run it on the event-driven engine.")
    }
    let costs = specification.costs
    let plain = ExecutionCosts(
      commissionPerShare: costs.commissionPerShare, slippageBasisPoints: costs.slippageBasisPoints,
      volumeLimit: costs.volumeLimit)
    guard costs == plain else {
      throw ColumnarRefusal(
        "Costs beyond a commission per share, fixed slippage and a volume limit are not known here.",
        remedy: "Run it on the event-driven engine.")
    }
    let isUsable =
      (0..<10_000).contains(costs.slippageBasisPoints)
      && (0...1e6).contains(costs.commissionPerShare) && (costs.volumeLimit ?? 0).isFinite
      && specification.capital.magnitude <= 1e15 && Self.isUsable(specification.rule)
    guard isUsable else {
      throw ColumnarRefusal(
        "A number of \(specification.name) lies outside its range.",
        remedy: "Validate the specification and correct it.")
    }
  }

  private static func isUsable(_ rule: StrategyRule) -> Bool {
    if case .buyAndHold(let weight) = rule { return weight.isFinite }
    if case .movingAverageCrossover(let fast, let slow, let weight) = rule {
      return fast >= 1 && slow > fast && weight.isFinite
    }
    if case .crossSectionalMomentum(let lookback, let skip, let holdings, let weight) = rule {
      return skip >= 0 && lookback > skip && holdings >= 1 && weight.isFinite
    }
    if case .shortTermReversal(let lookback, let names, let weight) = rule {
      return lookback >= 1 && names >= 1 && weight.isFinite
    }
    if case .signal(let signal) = rule {
      if case .every(let sessions) = signal.rebalance, sessions < 1 { return false }
      return signal.delay >= 1 && signal.construction.volatilityWindow >= 1
    }
    return false
  }
}
