public import Chronology
public import Execution
public import Market
public import Risk
public import Simulation
public import Trading

/// The built-in broker: the backtest's venue, with an account of its own.
///
/// It keeps its own books, written from its own executions, so that comparing them with the desk's
/// is a comparison and not a mirror. It moves only when the desk hands it a session, and it answers
/// by events in the order in which they happened: the same venue, the same order as in a backtest.
public struct PaperBroker: Sendable {
  /// The broker's name as people know it.
  public static let name = "paper"

  /// An order that arrived, with what the books need of it.
  private struct Received {
    let symbolIndex: Int
    let side: Side
    var remaining: Quantity
  }

  private var venue: SimulatedVenue
  private var books: Ledger
  private let indices: [Symbol: Int]
  private var received: [OrderID: Received]
  private var working: Set<OrderID>
  private var session: SessionDate?

  /// Opens an account that holds `capital` at `venue`.
  public init(venue: SimulatedVenue, capital: Money) {
    self.venue = venue
    books = Ledger(symbolCount: venue.symbols.count, capital: capital)
    var indices: [Symbol: Int] = [:]
    for (index, symbol) in venue.symbols.enumerated() { indices[symbol] = index }
    self.indices = indices
    received = [:]
    working = []
    session = nil
  }

  /// Whether an order of this name ever arrived.
  public func knows(_ id: OrderID) -> Bool { received[id] != nil }

  /// What the account holds, by the broker's own books.
  public var statement: AccountSnapshot {
    AccountSnapshot(
      cash: books.cash,
      holdings: venue.symbols.indices.compactMap { index in
        let shares = books.positions[index].shares
        return shares.isZero ? nil : .init(symbol: venue.symbols[index], shares: shares)
      },
      workingOrders: Array(working))
  }

  /// Takes an order.
  ///
  /// The order's id is its client order id: sent again, it is the same order, and nothing happens.
  public mutating func submit(_ order: ApprovedOrder, at now: Timestamp) -> [BrokerEvent] {
    let proposal = order.proposal
    guard received[proposal.id] == nil else { return [] }
    if let index = indices[proposal.symbol] {
      received[proposal.id] = Received(
        symbolIndex: index, side: proposal.side, remaining: proposal.quantity)
    }
    return note([venue.accept(order, in: session, at: now)])
  }

  /// Takes an order off the book, or says that it does not work.
  public mutating func cancel(_ id: OrderID, at now: Timestamp) -> [BrokerEvent] {
    note([venue.cancel(id, at: now)])
  }

  /// Opens a session on its corporate actions: dividends, then splits, in the books and the book.
  public mutating func open(
    _ session: SessionDate, actions: [CorporateAction], at now: Timestamp
  ) -> [BrokerEvent] {
    var events: [BrokerEvent] = []
    tellVenue()
    venue.openSession(session, at: now, into: &events)
    self.session = session
    let overnight = note(events)
    events.removeAll()
    for action in actions {
      guard case .dividend(_, let payDate) = action.kind, let index = indices[action.symbol],
        let amount = action.cashAmount.flatMap({ Price(rounding: $0) })
      else { continue }
      books.entitle(to: amount, of: index, payDate: payDate)
    }
    _ = books.payDividends(due: session)
    for action in actions {
      guard let ratio = action.splitRatio, let index = indices[action.symbol] else { continue }
      books.split(index, ratio: ratio)
    }
    venue.applyActions(actions, at: now, into: &events)
    return overnight + note(events)
  }

  /// Tells the venue what the account holds, where its costs depend on it.
  private mutating func tellVenue() {
    guard venue.asksForAccount else { return }
    venue.know(cash: books.cash.double, shares: books.positions.map(\.shares.double))
  }

  /// Matches the book against a row of bars.
  public mutating func match(_ slice: MarketSlice) -> [BrokerEvent] {
    var events: [BrokerEvent] = []
    tellVenue()
    venue.match(slice, into: &events)
    return note(events)
  }

  /// Closes a session: settles what left the exchange, expires day orders.
  public mutating func close(_ session: SessionDate, at now: Timestamp) -> [BrokerEvent] {
    var events: [BrokerEvent] = []
    venue.closeSession(session, at: now, into: &events)
    return note(events)
  }

  /// Writes the books from what happened.
  private mutating func note(_ events: [BrokerEvent]) -> [BrokerEvent] {
    for event in events {
      switch event {
      case .order(let id, let change, _): note(change, of: id)
      case .commission(let id, let amount, _):
        if let order = received[id] { books.charge(amount, for: order.symbolIndex) }
      case .charge(let charge, _):
        books.take(
          charge.amount, for: charge.heading, of: charge.symbol.flatMap { indices[$0] })
      case .closedOut(let symbol, let price, _):
        guard let index = indices[symbol] else { continue }
        let shares = books.positions[index].shares
        if !shares.isZero { books.post(-shares, at: price, of: index) }
      case .connection: continue
      }
    }
    return events
  }

  private mutating func note(_ change: OrderEvent, of id: OrderID) {
    switch change {
    case .accepted: working.insert(id)
    case .filled(let fill):
      guard var order = received[id] else { return }
      books.post(fill.quantity.signed(order.side), at: fill.price, of: order.symbolIndex)
      order.remaining -= fill.quantity
      received[id] = order
      if order.remaining <= .zero { working.remove(id) }
    case .adjusted(let quantity, let filled, _): received[id]?.remaining = quantity - filled
    case .cancelled, .expired, .rejected: working.remove(id)
    case .denied, .submitted, .cancelRequested, .cancelRejected: return
    }
  }
}
