import Chronology
import Execution
import Market
import Risk
import Simulation
import Strategies
import Trading

/// Engine and broker with what is on its way between them: the part of the desk that is replayed.
///
/// A value like the engine itself: it reads no clock and touches no file. Whatever it does it notes
/// as records; the same records give the same core. A session passes through its stages in order;
/// between any two of them the process may die, and the replay goes on from there.
struct DeskCore: Sendable {
  /// How far the current session is.
  enum Stage: Sendable {
    /// No session is open.
    case closed
    /// The session is open on its corporate actions; its bars have not come.
    case open(SessionDate)
    /// The broker matched the bars; the engine has not seen them.
    case priced(MarketSlice)
    /// The strategy decided.
    case decided(SessionDate)
    /// The broker closed the session; people may still place orders until the next one opens.
    case settled(SessionDate)
  }

  /// Something to be carried to the broker.
  enum Outgoing: Sendable {
    /// `passesHalt`: it was admitted while the desk was halted, as a reduction.
    case submit(ApprovedOrder, passesHalt: Bool)
    case cancel(OrderID)
  }

  /// Equity at one close.
  struct CurvePoint: Hashable, Sendable {
    let session: SessionDate
    let equity: Double
    let drawdown: Double
  }

  let header: DeskHeader
  private(set) var engine: TradingEngine
  private(set) var broker: PaperBroker
  private(set) var stage: Stage
  /// Market time: the instant of the newest thing known.
  private(set) var now: Timestamp
  /// The session opened last, the warm-up's too; nil before the first.
  private(set) var lastOpened: SessionDate?
  /// The session whose bars are known; nil before the first.
  private(set) var lastPriced: SessionDate?
  /// When a person last changed the trading state, or a recovery did, in wall time.
  private(set) var stateWall: Timestamp?
  /// Equity at the close of each session traded.
  private(set) var curve: [CurvePoint]
  /// The highest equity at a close so far, the deposit included.
  private(set) var peakEquity: Double
  /// What the broker told and the engine has not heard.
  private(set) var pending: [BrokerEvent]
  private(set) var outbox: [Outgoing]
  /// Orders that were held back, or of which nobody knows whether they were sent.
  private(set) var withheld: [ApprovedOrder]
  /// Why the desk stands still until a person resumes it; nil when it does not.
  private(set) var held: String?
  /// What the last replay of a journal found.
  private(set) var differences: [ReconciliationDifference]
  /// Records not yet in the journal.
  private(set) var records: [DeskRecord]
  /// What the engine told and nobody has announced.
  private(set) var news: [EngineEvent]
  private var effects: [EngineEffect]

  /// Creates the core of a life that begins.
  init(_ header: DeskHeader, calendar: TradingCalendar) {
    let specification = header.specification
    self.header = header
    engine = TradingEngine(
      configuration: EngineConfiguration(
        symbols: specification.universe, session: header.number, capital: header.capital,
        limits: header.limits,
        // An approval is bound to the wall's time, the engine's instants are the market's: the
        // desk itself watches the expiry.
        approvals: [Approval(hash: header.specificationHash, expiresAt: nil)],
        calendar: calendar, initialState: .active, decidesFrom: header.from),
      strategies: [(header.specificationHash, specification.makeStrategy())])
    broker = PaperBroker(
      venue: SimulatedVenue(
        symbols: specification.universe, costs: specification.costs,
        lastSessions: header.lastSessions),
      capital: header.capital)
    stage = .closed
    lastOpened = nil
    lastPriced = nil
    stateWall = nil
    now = calendar.opensAt(header.from) ?? header.startedAt
    curve = []
    peakEquity = header.capital.double
    pending = []
    outbox = []
    withheld = []
    held = nil
    differences = []
    records = []
    news = []
    effects = []
  }

  /// Whether something must be carried to the broker once the records are safe.
  var hasOutgoing: Bool { !outbox.isEmpty }

  /// What the desk lets out: halted while it stands still after a restart.
  var tradingState: TradingState { held == nil ? engine.tradingState : .halted }

  /// The desk's side of a reconciliation.
  var books: AccountSnapshot {
    AccountSnapshot(
      cash: engine.cash,
      holdings: engine.positions.map { .init(symbol: $0.symbol, shares: $0.shares) },
      workingOrders: engine.workingOrders.map(\.id))
  }

  /// Compares the desk's books with the broker's statement.
  func reconciliation() -> Reconciliation {
    Reconciliation(
      desk: books, broker: broker.statement, known: { engine.order($0) != nil },
      inDoubt: Set(withheld.map(\.proposal.id)))
  }

  /// Whether the current session is over but for people's orders.
  var isSettled: Bool {
    if case .settled = stage { return true }
    return false
  }

  /// Hands over the records to be written.
  mutating func takeRecords() -> [DeskRecord] {
    defer { records = [] }
    return records
  }

  /// Hands over what is to be announced.
  mutating func takeNews() -> [EngineEvent] {
    defer { news = [] }
    return news
  }

  /// Notes a record that changes nothing in the core.
  mutating func note(_ record: DeskRecord) { records.append(record) }
}

// MARK: What the driver does, in the order of a session.

extension DeskCore {
  /// Passes everything the broker told to the engine.
  mutating func drain() {
    while !pending.isEmpty {
      feed(.broker(pending.removeFirst()))
    }
    noteSettled()
  }

  /// Closes the session before, and opens the next one on its corporate actions.
  mutating func open(_ session: SessionDate, actions: [CorporateAction], at instant: Timestamp) {
    closeSession()
    now = max(now, instant)
    feed(.sessionOpens(session, actions: actions))
    hear(broker.open(session, actions: actions, at: now))
    stage = .open(session)
    lastOpened = session
  }

  /// Closes the engine's session, if one is open.
  mutating func closeSession() {
    guard case .settled(let session) = stage else { return }
    feed(.sessionCloses(session))
    stage = .closed
  }

  /// Lets the broker match its orders against a row of bars.
  mutating func price(_ slice: MarketSlice) {
    records.append(.bars(.market(slice)))
    now = max(now, slice.closesAt)
    hear(broker.match(slice))
    stage = .priced(slice)
    lastPriced = slice.session
  }

  /// Lets the strategy decide on the row that the broker matched.
  mutating func decide() {
    guard case .priced(let slice) = stage else { return }
    records.append(.decided(at: now))
    process(.market(slice))
    stage = .decided(slice.session)
  }

  /// Lets the broker close the session.
  mutating func settle() {
    guard case .decided(let session) = stage else { return }
    records.append(.settled(session))
    hear(broker.close(session, at: now))
    stage = .settled(session)
  }

  /// Takes a person's command.
  mutating func obey(_ command: DeskCommand, wall: Timestamp) {
    records.append(.input(.command(command), at: now, wall: wall))
    process(.command(command))
    switch command {
    case .halt, .reduceOnly, .resume: stateWall = wall
    case .order, .cancel, .cancelAll, .approve, .limit: break
    }
    release(after: command)
  }

  /// Carries what is on its way to the broker.
  ///
  /// - Parameter isTripped: Asked before each order leaves.
  mutating func carry(unless isTripped: () -> Bool) {
    let batch = outbox
    outbox = []
    for item in batch {
      if case .submit(let order, passesHalt: false) = item, isTripped() || held != nil {
        withheld.append(order)
        records.append(.withheld(order.proposal.id))
      } else {
        deliver(item)
      }
    }
  }

  /// Notes that a new process took over, and holds back what nobody knows to be sent.
  ///
  /// - Parameter because: Why the desk stands still from here on; nil when it may go on.
  mutating func recover(because reason: String?, wall: Timestamp) {
    records.append(.recovered(held: reason, wall: wall))
    if reason != nil { stateWall = wall }
    adopt(reason)
  }
}

// MARK: The parts that a live desk and a replay share.

extension DeskCore {
  private mutating func feed(_ input: EngineInput) {
    records.append(.input(input, at: now, wall: nil))
    process(input)
  }

  private mutating func process(_ input: EngineInput) {
    engine.process(input, at: now, into: &effects)
    for effect in effects {
      switch effect {
      case .submit(let order):
        outbox.append(.submit(order, passesHalt: engine.tradingState == .halted))
        records.append(.sending(order.proposal.id))
      case .cancel(let id): outbox.append(.cancel(id))
      case .publish(let event): news.append(event)
      }
    }
    effects.removeAll(keepingCapacity: true)
  }

  private mutating func hear(_ events: [BrokerEvent]) { pending += events }

  private mutating func deliver(_ item: Outgoing) {
    switch item {
    case .submit(let order, _): hear(broker.submit(order, at: now))
    case .cancel(let id):
      guard let place = withheld.firstIndex(where: { $0.proposal.id == id }),
        !broker.knows(id)
      else {
        withheld.removeAll { $0.proposal.id == id }
        hear(broker.cancel(id, at: now))
        return
      }
      withheld.remove(at: place)
      hear([.order(id, .cancelled(reason: "It was held back and never sent."), at: now)])
    }
  }

  private mutating func adopt(_ reason: String?) {
    held = reason ?? held
    let batch = outbox
    outbox = []
    for item in batch {
      switch item {
      case .submit(let order, _): withheld.append(order)
      case .cancel: deliver(item)
      }
    }
  }

  /// A resume lets go of what was held back: it is sent under the name it has, at most once.
  private mutating func release(after command: DeskCommand) {
    guard case .resume = command else { return }
    held = nil
    outbox = withheld.map { .submit($0, passesHalt: false) } + outbox
    withheld = []
  }

  // MARK: Steps of a replay, in which the records are given and not made.

  /// Carries everything to the broker.
  mutating func carryAll() {
    while hasOutgoing { carryFirst() }
  }

  /// Carries the oldest item to the broker.
  mutating func carryFirst() { deliver(outbox.removeFirst()) }

  /// Holds back the oldest item if it is this order.
  mutating func holdBackFirst(_ id: OrderID) -> Bool {
    guard case .submit(let order, _)? = outbox.first, order.proposal.id == id else { return false }
    outbox.removeFirst()
    withheld.append(order)
    return true
  }

  /// Passes the oldest thing the broker told to the engine.
  mutating func hearFirst() {
    process(.broker(pending.removeFirst()))
    noteSettled()
  }

  /// Notes that the replay and the journal differ.
  mutating func differ(_ place: Int, _ explanation: String) {
    differences.append(.replay(record: place, explanation: explanation))
  }

  /// Drops the records that the journal has already, and what was told when they were new.
  mutating func forgetRecords() {
    records = []
    news = []
  }

  /// Notes the equity of a session that is over.
  private mutating func noteSettled() {
    guard case .settled(let session) = stage, pending.isEmpty, session >= header.from,
      curve.last.map({ $0.session < session }) ?? true
    else { return }
    peakEquity = max(peakEquity, engine.equity)
    curve.append(
      CurvePoint(
        session: session, equity: engine.equity,
        drawdown: peakEquity > 0 ? engine.equity / peakEquity - 1 : 0))
  }
}
