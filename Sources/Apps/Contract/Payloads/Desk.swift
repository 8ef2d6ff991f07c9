public enum TradingStateWord: String, PayloadWord { case active, reduceOnly, halted }
public enum DeskPhase: String, PayloadWord { case idle, replaying, paused, finished }
public enum SideWord: String, PayloadWord { case buy, sell }
public enum OrderKindWord: String, PayloadWord { case market, limit, stop }
public enum OrderStateWord: String, PayloadWord {
  case initialized, denied, submitted, accepted, partiallyFilled, pendingCancel
  case filled, cancelled, expired, rejected
}

/// What to trade, and how fast to replay it.
public struct DeskStart: Payload {
  /// The approved specification's hash.
  public var specificationHash: String
  public var from: String
  public var to: String
  /// Sessions a second; 0.1 to 1000.
  public var speed: Double
  /// Deposited at the start, in US dollars.
  public var capital: Double
  public init(specificationHash: String, from: String, to: String, speed: Double, capital: Double) {
    self.specificationHash = specificationHash; self.from = from; self.to = to
    self.speed = speed; self.capital = capital
  }
}

/// A new replay speed.
public struct SpeedChange: Payload {
  /// Sessions a second; 0.1 to 1000.
  public var speed: Double
  public init(speed: Double) { self.speed = speed }
}

/// A reason in a person's words; at least 3 characters.
public struct Reason: Payload {
  public var reason: String
  public init(reason: String) { self.reason = reason }
}

/// An order that a person wants.
public struct OrderTicket: Payload {
  public var symbol: String
  public var side: SideWord
  /// Whole shares.
  public var shares: Int
  public var kind: OrderKindWord
  /// For limit and stop orders, in US dollars.
  public var price: Double?
  /// Distinguishes a wish from its repetition: the same key never makes a second order.
  public var idempotencyKey: String
  public init(
    symbol: String, side: SideWord, shares: Int, kind: OrderKindWord, price: Double?,
    idempotencyKey: String
  ) {
    self.symbol = symbol; self.side = side; self.shares = shares; self.kind = kind
    self.price = price; self.idempotencyKey = idempotencyKey
  }
}

/// A limit that stood in an order's way.
public struct BreachView: Payload {
  public var rule: String
  public var observed: Double?
  public var limit: Double?
  public var explanation: String
  public init(rule: String, observed: Double?, limit: Double?, explanation: String) {
    self.rule = rule; self.observed = observed; self.limit = limit
    self.explanation = explanation
  }
}

/// What an order would do: nothing is sent.
public struct OrderPreview: Payload {
  public var isAdmitted: Bool
  public var breaches: [BreachView]
  /// The price it was judged by, in US dollars; null without a fresh one.
  public var referencePrice: Double?
  public var orderValue: Double?
  public var exposureGrossBefore: Double
  public var exposureGrossAfter: Double?
  public var valueAtRiskBefore: Double?
  public var valueAtRiskAfter: Double?
  public init(
    isAdmitted: Bool, breaches: [BreachView], referencePrice: Double?, orderValue: Double?,
    exposureGrossBefore: Double, exposureGrossAfter: Double?, valueAtRiskBefore: Double?,
    valueAtRiskAfter: Double?
  ) {
    self.isAdmitted = isAdmitted; self.breaches = breaches; self.referencePrice = referencePrice
    self.orderValue = orderValue; self.exposureGrossBefore = exposureGrossBefore
    self.exposureGrossAfter = exposureGrossAfter; self.valueAtRiskBefore = valueAtRiskBefore
    self.valueAtRiskAfter = valueAtRiskAfter
  }
}

/// One line of the blotter.
public struct OrderView: Payload {
  public var id: String
  public var symbol: String
  public var side: SideWord
  public var shares: Double
  public var filled: Double
  public var kind: OrderKindWord
  public var price: Double?
  public var state: OrderStateWord
  /// Mean price of its fills; null before the first.
  public var averagePrice: Double?
  public var commission: Double
  /// The strategy's name, or the person's.
  public var origin: String
  /// The session it was placed on.
  public var placedOn: String
  /// Of its last change, in market time.
  public var updatedAt: Int64
  /// Why it was denied or rejected.
  public var breaches: [BreachView]
  /// The states it went through, with the market time of each.
  public var life: [OrderStep]
  public init(
    id: String, symbol: String, side: SideWord, shares: Double, filled: Double,
    kind: OrderKindWord, price: Double?, state: OrderStateWord, averagePrice: Double?,
    commission: Double, origin: String, placedOn: String, updatedAt: Int64,
    breaches: [BreachView], life: [OrderStep]
  ) {
    self.id = id; self.symbol = symbol; self.side = side; self.shares = shares
    self.filled = filled; self.kind = kind; self.price = price; self.state = state
    self.averagePrice = averagePrice; self.commission = commission; self.origin = origin
    self.placedOn = placedOn; self.updatedAt = updatedAt; self.breaches = breaches
    self.life = life
  }
}

/// One step of an order's life.
public struct OrderStep: Payload {
  public var state: OrderStateWord
  public var at: Int64
  public init(state: OrderStateWord, at: Int64) { self.state = state; self.at = at }
}

/// What is held of one symbol.
public struct PositionView: Payload {
  public var symbol: String
  public var shares: Double
  public var averageCost: Double
  public var price: Double?
  public var value: Double?
  /// Of equity, signed.
  public var weight: Double?
  public var unrealizedProfit: Double?
  public var dayProfit: Double?
  /// The newest closes, oldest first, for a sparkline.
  public var trend: [Double]
  public init(
    symbol: String, shares: Double, averageCost: Double, price: Double?, value: Double?,
    weight: Double?, unrealizedProfit: Double?, dayProfit: Double?, trend: [Double]
  ) {
    self.symbol = symbol; self.shares = shares; self.averageCost = averageCost
    self.price = price; self.value = value; self.weight = weight
    self.unrealizedProfit = unrealizedProfit; self.dayProfit = dayProfit; self.trend = trend
  }
}

/// A limit with what is used of it.
public struct LimitView: Payload {
  public var rule: String
  public var title: String
  /// `USD`, `shares`, `fraction`, `count` or `seconds`.
  public var unit: String
  public var observed: Double?
  public var limit: Double
  public init(rule: String, title: String, unit: String, observed: Double?, limit: Double) {
    self.rule = rule; self.title = title; self.unit = unit; self.observed = observed
    self.limit = limit
  }
}

/// The desk at one instant. Figures that need history are null until there is enough of it.
public struct DeskView: Payload {
  public var tradingState: TradingStateWord
  /// Why it is halted or reduces only; null when active.
  public var stateReason: String?
  public var stateBy: String?
  public var stateAt: Int64?
  public var phase: DeskPhase
  public var broker: String
  public var specificationHash: String?
  public var specificationName: String?
  /// The session last traded.
  public var session: String?
  public var sessionsDone: Int
  public var sessionsTotal: Int
  public var speed: Double?
  public var equity: Double?
  public var cash: Double?
  public var deposited: Double?
  public var dayProfit: Double?
  public var dayReturn: Double?
  public var drawdown: Double?
  public var exposureGross: Double?
  public var exposureNet: Double?
  /// One-day historical loss figures of the live book, as positive fractions of equity.
  public var valueAtRisk95: Double?
  public var expectedShortfall95: Double?
  /// Sessions of history the loss figures rest on.
  public var riskSessions: Int
  public var sharpe: Double?
  public var beta: Double?
  public var positions: [PositionView]
  public var limits: [LimitView]
  /// Counts up with each change; a stream event with a lower one is older.
  public var revision: Int64
  public init(
    tradingState: TradingStateWord, stateReason: String?, stateBy: String?, stateAt: Int64?,
    phase: DeskPhase, broker: String, specificationHash: String?, specificationName: String?,
    session: String?, sessionsDone: Int, sessionsTotal: Int, speed: Double?, equity: Double?,
    cash: Double?, deposited: Double?, dayProfit: Double?, dayReturn: Double?, drawdown: Double?,
    exposureGross: Double?, exposureNet: Double?, valueAtRisk95: Double?,
    expectedShortfall95: Double?, riskSessions: Int, sharpe: Double?, beta: Double?,
    positions: [PositionView], limits: [LimitView], revision: Int64
  ) {
    self.tradingState = tradingState; self.stateReason = stateReason; self.stateBy = stateBy
    self.stateAt = stateAt; self.phase = phase; self.broker = broker
    self.specificationHash = specificationHash; self.specificationName = specificationName
    self.session = session; self.sessionsDone = sessionsDone; self.sessionsTotal = sessionsTotal
    self.speed = speed; self.equity = equity; self.cash = cash; self.deposited = deposited
    self.dayProfit = dayProfit; self.dayReturn = dayReturn; self.drawdown = drawdown
    self.exposureGross = exposureGross; self.exposureNet = exposureNet
    self.valueAtRisk95 = valueAtRisk95; self.expectedShortfall95 = expectedShortfall95
    self.riskSessions = riskSessions; self.sharpe = sharpe; self.beta = beta
    self.positions = positions; self.limits = limits; self.revision = revision
  }
}

/// The desk's equity since it started, one point a session.
public struct DeskHistory: Payload {
  public var sessions: [String]
  public var equity: [Double]
  public var drawdown: [Double]
  /// The benchmark scaled to the deposit; empty without one.
  public var benchmark: [Double]
  public init(
    sessions: [String], equity: [Double], drawdown: [Double], benchmark: [Double]
  ) {
    self.sessions = sessions; self.equity = equity; self.drawdown = drawdown
    self.benchmark = benchmark
  }
}

/// One line of the desk's log.
public struct LogLine: Payload {
  public var at: Int64
  public var severity: Severity
  public var message: String
  public init(at: Int64, severity: Severity, message: String) {
    self.at = at; self.severity = severity; self.message = message
  }
}

/// One new point of the desk's equity curve.
public struct EquityPoint: Payload {
  public var session: String
  public var equity: Double
  public var drawdown: Double
  public var benchmark: Double?
  public init(session: String, equity: Double, drawdown: Double, benchmark: Double?) {
    self.session = session; self.equity = equity; self.drawdown = drawdown
    self.benchmark = benchmark
  }
}
