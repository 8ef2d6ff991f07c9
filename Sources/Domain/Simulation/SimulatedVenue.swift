public import Chronology
public import Execution
public import Market
public import Risk
public import Trading

/// An exchange in a box: it matches orders against bars, in zipline's order of events.
///
/// An order placed on one bar can first fill on the next. Within a bar, symbols are served in the
/// order in which their queues were created, orders in the order placed; all transactions come
/// before all commissions. `OrderKind` tells at what prices each kind fills. The rules in words: `Fixtures/golden/R1/SEMANTICS.md`.
public struct SimulatedVenue: Sendable {
  /// An order on the venue's book.
  struct Resting: Sendable {
    let id: OrderID
    let side: Side
    var kind: OrderKind
    let timeInForce: TimeInForce
    var quantity: Quantity
    var filled: Quantity
    /// Whether its price was reached once: the rest fills without a test.
    var isTriggered: Bool
    /// Whether a bar has come since it was placed.
    var wasOffered: Bool
    /// What it cost so far, under a broker's schedule.
    var tally = CommissionTally()

    var remaining: Quantity { quantity - filled }
  }

  /// One symbol's orders, in the order placed; kept while empty until the next match.
  struct Queue: Sendable {
    let symbolIndex: Int
    var orders: [Resting]
  }

  public let symbols: [Symbol]
  public let costs: ExecutionCosts
  let indices: [Symbol: Int]
  /// The part of a bar's volume that fills may take; nil for no limit.
  let volumeShare: Double?
  /// The last session with data, by symbol index; nil while the symbol is listed.
  let lastSessions: [SessionDate?]
  var queues: [Queue]
  var lastPrices: [Double]
  var isClosedOut: [Bool]
  var commissions: [(OrderID, Money)]
  var charges: [AccountCharge]
  var fillCount: UInt64
  /// What the account holds; nil when no cost depends on it.
  var account: VenueAccount?
  /// Past sessions; nil when no cost depends on them.
  var history: DailyHistory?
  /// The session that opened last; nil before the first.
  var opened: SessionDate?
  /// The session of the last match; nil before the first.
  var matched: SessionDate?
  /// Shares traded in the month that the last fill fell into.
  var month: (number: Int, shares: Double)
  /// What the fills of the last match cost beyond their reference prices, in the order of the fills.
  package internal(set) var details: [FillDetail]

  /// Creates a venue with an empty book.
  ///
  /// - Parameters:
  ///   - symbols: What trades here; the index order of every slice.
  ///   - costs: Commission, slippage and volume limit.
  ///   - lastSessions: The last session with data of each symbol that left the exchange; nil for
  ///     those that did not; shape: symbols.
  public init(symbols: [Symbol], costs: ExecutionCosts, lastSessions: [SessionDate?]) {
    precondition(lastSessions.count == symbols.count, "There is one last session a symbol.")
    self.symbols = symbols
    self.costs = costs
    self.lastSessions = lastSessions
    var indices: [Symbol: Int] = [:]
    for (index, symbol) in symbols.enumerated() { indices[symbol] = index }
    self.indices = indices
    queues = []
    lastPrices = Array(repeating: .nan, count: symbols.count)
    isClosedOut = Array(repeating: false, count: symbols.count)
    commissions = []
    volumeShare = [costs.volumeLimit, costs.impact?.share].compactMap(\.self).min()
    charges = []
    fillCount = 0
    let asksForAccount = costs.borrow != nil || costs.financing != nil || costs.margin != nil
    account = asksForAccount ? VenueAccount(count: symbols.count) : nil
    let window =
      costs.impact?.kind == .squareRoot
      ? costs.impact?.sessions : costs.borrow?.volumeFraction == nil ? nil : 20
    history = window.map { DailyHistory(count: symbols.count, window: $0) }
    opened = nil
    matched = nil
    month = (0, 0)
    details = []
  }

  /// Whether `know` must be told what the account holds before a session opens and before a match.
  public var asksForAccount: Bool { account != nil }

  /// How many orders it works.
  public var workingCount: Int { queues.reduce(0) { $0 + $1.orders.count } }

  /// Takes an order onto the book, to be filled from the next bar on.
  ///
  /// - Parameter session: The session that is open; an order in a symbol that left the exchange
  ///   before it is rejected.
  /// - Returns: The acceptance or the rejection.
  public mutating func accept(
    _ order: ApprovedOrder, in session: SessionDate?, at now: Timestamp
  ) -> BrokerEvent {
    let proposal = order.proposal
    guard let index = indices[proposal.symbol] else {
      return .order(
        proposal.id, .rejected(reason: "\(proposal.symbol) does not trade here."), at: now)
    }
    if isGone(index, in: session) {
      return .order(
        proposal.id, .rejected(reason: "\(proposal.symbol) has left the exchange."), at: now)
    }
    if let fault = proposal.kind.fault(for: proposal.side) {
      return .order(proposal.id, .rejected(reason: fault), at: now)
    }
    var kind = proposal.kind
    if case .trailingStop(let trail, nil) = kind, lastPrices[index].isFinite {
      kind = .trailingStop(trail, stop: trail.level(behind: lastPrices[index], side: proposal.side))
    }
    let resting = Resting(
      id: proposal.id, side: proposal.side, kind: kind,
      timeInForce: proposal.timeInForce, quantity: proposal.quantity, filled: .zero,
      isTriggered: proposal.kind == .market, wasOffered: false)
    if let queue = queues.firstIndex(where: { $0.symbolIndex == index }) {
      queues[queue].orders.append(resting)
    } else {
      queues.append(Queue(symbolIndex: index, orders: [resting]))
    }
    return .order(proposal.id, .accepted, at: now)
  }

  /// Takes an order off the book.
  ///
  /// - Returns: The cancellation, or the refusal when it is not on the book.
  public mutating func cancel(_ id: OrderID, at now: Timestamp) -> BrokerEvent {
    for queue in queues.indices {
      if let place = queues[queue].orders.firstIndex(where: { $0.id == id }) {
        queues[queue].orders.remove(at: place)
        return .order(id, .cancelled(reason: "as asked"), at: now)
      }
    }
    return .order(id, .cancelRejected(reason: "The order is not working."), at: now)
  }

  private func isGone(_ index: Int, in session: SessionDate?) -> Bool {
    if isClosedOut[index] { return true }
    guard let last = lastSessions[index], let session else { return false }
    return session > last
  }
}
