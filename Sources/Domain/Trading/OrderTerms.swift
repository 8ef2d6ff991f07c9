public import Market

/// Which way an order goes.
public enum Side: String, Hashable, Sendable, Codable, CaseIterable { case buy, sell }

/// How far a trailing stop keeps from the best price seen.
public enum Trail: Hashable, Sendable, Codable {
  /// In the instrument's currency.
  case amount(Price)
  /// Of the best price; above 0 and below 1.
  case fraction(Double)

  /// Returns the stop that trails `best` for an order of `side`; nil when it is not finite.
  package func level(behind best: Double, side: Side) -> Price? {
    let distance =
      switch self {
      case .amount(let amount): amount.double
      case .fraction(let fraction): best * fraction
      }
    return Price(rounding: side == .sell ? best - distance : best + distance)
  }
}

/// At what price an order may fill.
///
/// The first four follow zipline on daily bars: they are tested against the close and fill at it. On
/// shorter bars a stop is tested against the bar's range: it fills at its price, or at the open when
/// the bar opens beyond it. The others look at the bar's range on every bar, and where the range does
/// not tell what came first, the worse is taken.
public enum OrderKind: Hashable, Sendable, Codable {
  case market
  case limit(Price)
  case stop(Price)
  case stopLimit(stop: Price, limit: Price)
  /// At the open of the next session; what is left waits for the open after.
  case marketOnOpen
  /// At the close of a session, that is of its last bar; what is left waits for the close after.
  case marketOnClose
  /// At the market once the price comes back by the trail from the best price since the order came.
  /// `stop` is where it stands now; nil until the venue has set it.
  case trailingStop(Trail, stop: Price?)
  /// An entry, at the market or at `limit`; each of its fills is followed by an order of the other
  /// side, `oneCancelsOther(limit: takeProfit, stop: stopLoss)`.
  case bracket(limit: Price?, takeProfit: Price, stopLoss: Price)
  /// A limit and a stop for the same shares: whichever is reached takes them. Within one bar the stop
  /// comes first, unless the bar opens beyond the limit.
  case oneCancelsOther(limit: Price, stop: Price)
}

/// How long an order stays in force.
public enum TimeInForce: String, Hashable, Sendable, Codable, CaseIterable {
  case day, goodTilCancelled
}

/// Names an order: drawn by the engine, and the broker's client order id.
@frozen
public struct OrderID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
  LosslessStringConvertible
{
  /// Numbers the engine's life: a desk that starts afresh takes the next one.
  public let session: UInt32
  /// Counts from 1 within the session.
  public let sequence: UInt32

  @inlinable
  public init(session: UInt32, sequence: UInt32) {
    self.session = session
    self.sequence = sequence
  }

  /// Reads `session-sequence`, such as `3-41`.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let session = UInt32(parts[0]), let sequence = UInt32(parts[1]) else {
      return nil
    }
    self.init(session: session, sequence: sequence)
  }

  public var description: String { "\(session)-\(sequence)" }

  @inlinable
  public static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.session, lhs.sequence) < (rhs.session, rhs.sequence)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = OrderID(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is not an order id such as 3-41.")
    }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A sized, numbered wish to trade; not yet seen by the risk gate.
public struct OrderProposal: Hashable, Sendable, Codable, Identifiable {
  public let id: OrderID
  public let symbol: Symbol
  public let side: Side
  /// How much to trade; always positive.
  public let quantity: Quantity
  public let kind: OrderKind
  public let timeInForce: TimeInForce
  /// Who wants it: a strategy's specification hash, or `desk:` and an account name for a person.
  public let origin: String

  public init(
    id: OrderID, symbol: Symbol, side: Side, quantity: Quantity, kind: OrderKind,
    timeInForce: TimeInForce, origin: String
  ) {
    self.id = id
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.kind = kind
    self.timeInForce = timeInForce
    self.origin = origin
  }
}

extension OrderKind {
  /// The kind in one word.
  public var name: String {
    switch self {
    case .market: "market"
    case .limit: "limit"
    case .stop: "stop"
    case .stopLimit: "stopLimit"
    case .marketOnOpen: "marketOnOpen"
    case .marketOnClose: "marketOnClose"
    case .trailingStop: "trailingStop"
    case .bracket: "bracket"
    case .oneCancelsOther: "oneCancelsOther"
    }
  }

  /// Its stop and limit prices, in this order; empty for a market order. A bracket's own limit comes
  /// first, then its stop-loss and its take-profit.
  public var prices: [Price] {
    switch self {
    case .market, .marketOnOpen, .marketOnClose: []
    case .limit(let price), .stop(let price): [price]
    case .stopLimit(let stop, let limit), .oneCancelsOther(let limit, let stop): [stop, limit]
    case .trailingStop(_, let stop): stop.map { [$0] } ?? []
    case .bracket(let limit, let takeProfit, let stopLoss):
      (limit.map { [$0] } ?? []) + [stopLoss, takeProfit]
    }
  }

  /// The prices at which it may enter the market; empty where it only leaves a position by them.
  public var entryPrices: [Price] {
    switch self {
    case .market, .marketOnOpen, .marketOnClose, .trailingStop, .oneCancelsOther: []
    case .limit, .stop, .stopLimit: prices
    case .bracket(let limit, _, _): limit.map { [$0] } ?? []
    }
  }

  /// The same order with every price and distance put on other terms.
  package func restated(_ restate: (Price) -> Price) -> OrderKind {
    switch self {
    case .market, .marketOnOpen, .marketOnClose: self
    case .limit(let price): .limit(restate(price))
    case .stop(let price): .stop(restate(price))
    case .stopLimit(let stop, let limit): .stopLimit(stop: restate(stop), limit: restate(limit))
    case .trailingStop(.amount(let amount), let stop):
      .trailingStop(.amount(restate(amount)), stop: stop.map(restate))
    case .trailingStop(let trail, let stop): .trailingStop(trail, stop: stop.map(restate))
    case .bracket(let limit, let takeProfit, let stopLoss):
      .bracket(
        limit: limit.map(restate), takeProfit: restate(takeProfit), stopLoss: restate(stopLoss))
    case .oneCancelsOther(let limit, let stop):
      .oneCancelsOther(limit: restate(limit), stop: restate(stop))
    }
  }

  /// What makes these terms impossible for an order of `side`; nil when nothing does.
  package func fault(for side: Side) -> String? {
    let (gain, loss): (Price, Price)
    switch self {
    case .market, .limit, .stop, .stopLimit, .marketOnOpen, .marketOnClose: return nil
    case .trailingStop(.amount(let amount), _):
      return amount > .zero ? nil : "A trail of \(amount) is no distance."
    case .trailingStop(.fraction(let fraction), _):
      return fraction > 0 && fraction < 1 ? nil : "A trail of \(fraction) is no part of a price."
    case .bracket(_, let takeProfit, let stopLoss):
      (gain, loss) = side == .buy ? (takeProfit, stopLoss) : (stopLoss, takeProfit)
    case .oneCancelsOther(let limit, let stop):
      (gain, loss) = side == .sell ? (limit, stop) : (stop, limit)
    }
    return gain > loss ? nil : "Its limit and its stop lie on the wrong sides of each other."
  }
}
