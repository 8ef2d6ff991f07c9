public import Market

/// Which way an order goes.
public enum Side: String, Hashable, Sendable, Codable, CaseIterable { case buy, sell }

/// At what price an order may fill.
public enum OrderKind: Hashable, Sendable, Codable {
  case market
  case limit(Price)
  case stop(Price)
  case stopLimit(stop: Price, limit: Price)
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
    }
  }

  /// Its stop and limit prices, in this order; empty for a market order.
  public var prices: [Price] {
    switch self {
    case .market: []
    case .limit(let price), .stop(let price): [price]
    case .stopLimit(let stop, let limit): [stop, limit]
    }
  }
}
