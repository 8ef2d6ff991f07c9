public import Chronology
public import Market
public import Trading

/// Everything a rule may look at. Copies share their storage: making one costs no allocation.
public struct RiskContext: Sendable {
  /// An order that was let out, for the rules that look back.
  public struct Placed: Hashable, Sendable, Codable {
    public let at: Timestamp
    public let symbol: Symbol
    public let side: Side
    public let quantity: Quantity
    public let kind: OrderKind
    public let origin: String

    public init(_ proposal: OrderProposal, at: Timestamp) {
      self.at = at
      symbol = proposal.symbol
      side = proposal.side
      quantity = proposal.quantity
      kind = proposal.kind
      origin = proposal.origin
    }
  }

  public var now: Timestamp
  public var state: TradingState
  /// The session that is open; nil between sessions.
  public var session: SessionDate?
  public var equity: Double
  /// Equity when the session opened.
  public var dayStartEquity: Double
  /// The index of the order's symbol; nil when the engine does not know it.
  public var symbolIndex: Int?
  /// Signed shares by symbol index.
  public var shares: [Double]
  /// Last known prices by symbol index; NaN where there is none.
  public var references: [Double]
  /// When each of them became known, by symbol index.
  public var referencesAt: [Timestamp]
  /// Shares that working orders may still buy, by symbol index.
  public var workingBuys: [Double]
  /// Shares that working orders may still sell, by symbol index.
  public var workingSells: [Double]
  /// Orders let out lately, oldest first.
  public var recent: [Placed]

  public init(
    now: Timestamp, state: TradingState, session: SessionDate?, equity: Double,
    dayStartEquity: Double, symbolIndex: Int?, shares: [Double], references: [Double],
    referencesAt: [Timestamp], workingBuys: [Double], workingSells: [Double], recent: [Placed]
  ) {
    self.now = now
    self.state = state
    self.session = session
    self.equity = equity
    self.dayStartEquity = dayStartEquity
    self.symbolIndex = symbolIndex
    self.shares = shares
    self.references = references
    self.referencesAt = referencesAt
    self.workingBuys = workingBuys
    self.workingSells = workingSells
    self.recent = recent
  }
}

extension RiskContext {
  /// The last price of the order's symbol; nil when there is none.
  public var reference: Double? {
    guard let symbolIndex, references[symbolIndex].isFinite else { return nil }
    return references[symbolIndex]
  }

  /// Shares held of the order's symbol.
  public var held: Double { symbolIndex.map { shares[$0] } ?? 0 }

  /// Whether the order can only make an existing position smaller, whatever else is working.
  public func strictlyReduces(_ proposal: OrderProposal) -> Bool {
    guard let symbolIndex, held != 0 else { return false }
    switch proposal.side {
    case .buy: return held < 0 && proposal.quantity.double + workingBuys[symbolIndex] <= -held
    case .sell: return held > 0 && proposal.quantity.double + workingSells[symbolIndex] <= held
    }
  }

  /// The price the order is valued at: the dearest of its own prices and the reference.
  ///
  /// nil when there is no reference, so that a typing error cannot value itself.
  public func valuation(of proposal: OrderProposal) -> Double? {
    guard let reference else { return nil }
    return proposal.kind.prices.reduce(reference) { max($0, $1.double) }
  }
}
