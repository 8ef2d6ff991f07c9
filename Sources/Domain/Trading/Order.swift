public import Chronology
public import Market

/// An order with its life so far.
public struct Order: Hashable, Sendable, Codable, Identifiable {
  /// A state it entered, and when.
  public struct Step: Hashable, Sendable, Codable {
    public let state: OrderState
    public let at: Timestamp

    public init(state: OrderState, at: Timestamp) {
      self.state = state
      self.at = at
    }
  }

  /// What was wished for, in the terms of that day.
  public let proposal: OrderProposal
  /// The session it was placed on; nil when none was open.
  public let placedOn: SessionDate?
  public internal(set) var state: OrderState
  /// How much it is for, in today's shares: splits change it.
  public internal(set) var quantity: Quantity
  /// How much of it is executed, in today's shares.
  public internal(set) var filled: Quantity
  /// At what price it may fill, in today's terms.
  public internal(set) var kind: OrderKind
  /// What its fills cost together, without commissions.
  public internal(set) var filledValue: Money
  /// Commissions charged so far.
  public internal(set) var commission: Money
  /// Its executions, oldest first, in the terms of their day.
  public internal(set) var fills: [Fill]
  /// Why the risk gate denied it; empty otherwise.
  public internal(set) var breaches: [Breach]
  /// Why it was rejected or cancelled; nil otherwise.
  public internal(set) var reason: String?
  /// The states it entered, oldest first.
  public internal(set) var life: [Step]
  /// The instant of its last event: the last fill's, also where the state stayed the same.
  public internal(set) var updatedAt: Timestamp

  /// Creates an order that nobody has judged or sent.
  ///
  /// - Precondition: The quantity is positive.
  public init(_ proposal: OrderProposal, placedOn: SessionDate?, at now: Timestamp) {
    precondition(proposal.quantity > .zero, "An order is for some shares.")
    self.proposal = proposal
    self.placedOn = placedOn
    state = .initialized
    quantity = proposal.quantity
    filled = .zero
    kind = proposal.kind
    filledValue = .zero
    commission = .zero
    fills = []
    breaches = []
    reason = nil
    life = [Step(state: .initialized, at: now)]
    updatedAt = now
  }

  public var id: OrderID { proposal.id }
  public var symbol: Symbol { proposal.symbol }
  public var side: Side { proposal.side }
  /// What the venue may still fill.
  public var remaining: Quantity { quantity - filled }
  /// Mean price of its fills in today's terms; nil before the first.
  public var averagePrice: Price? { filled.isZero ? nil : filledValue / filled }

  /// Books a commission on it.
  public mutating func charge(_ amount: Money) { commission += amount }
}
