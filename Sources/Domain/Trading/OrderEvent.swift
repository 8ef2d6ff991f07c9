/// One execution of a part of an order.
public struct Fill: Hashable, Sendable, Codable, Identifiable {
  /// The venue's name for it; the same id twice is the same execution told twice.
  public let id: String
  /// How much was executed; always positive.
  public let quantity: Quantity
  public let price: Price

  public init(id: String, quantity: Quantity, price: Price) {
    self.id = id
    self.quantity = quantity
    self.price = price
  }
}

/// What may happen to an order.
public enum OrderEvent: Hashable, Sendable, Codable {
  /// Our risk gate refused it; it never left.
  case denied([Breach])
  case submitted
  case accepted
  case filled(Fill)
  case cancelRequested
  /// The venue would not cancel; the order works on.
  case cancelRejected(reason: String)
  case cancelled(reason: String)
  case expired
  /// The venue refused it.
  case rejected(reason: String)
  /// A split changed its terms.
  case adjusted(quantity: Quantity, filled: Quantity, kind: OrderKind)
}

/// Where an order stands.
public enum OrderState: String, Hashable, Sendable, Codable, CaseIterable {
  case initialized, denied, submitted, accepted, partiallyFilled, pendingCancel
  case filled, cancelled, expired, rejected

  /// True when nothing can happen to it any more.
  public var isFinal: Bool {
    switch self {
    case .denied, .filled, .cancelled, .expired, .rejected: true
    case .initialized, .submitted, .accepted, .partiallyFilled, .pendingCancel: false
    }
  }

  /// True when the venue may still fill it.
  public var isWorking: Bool {
    switch self {
    case .submitted, .accepted, .partiallyFilled, .pendingCancel: true
    case .initialized, .denied, .filled, .cancelled, .expired, .rejected: false
    }
  }
}

/// An event that cannot happen to an order in its state: a fault to be reconciled, never ignored.
public struct OrderTransitionError: Error, Hashable, Sendable, Codable {
  /// The kinds of impossible events.
  public enum Code: String, Sendable, Codable {
    /// The state does not allow the event.
    case illegal
    /// The fill exceeds what is left of the order.
    case overfill
    /// The fill was already booked.
    case duplicateFill
    /// A quantity or price that no execution can have.
    case malformed
  }
  public let code: Code
  public let order: OrderID
  public let state: OrderState
  public let message: String

  public init(_ code: Code, order: OrderID, state: OrderState, _ message: String) {
    self.code = code
    self.order = order
    self.state = state
    self.message = message
  }
}
