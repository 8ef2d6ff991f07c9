public import Chronology

extension Order {
  /// Takes note of an event.
  ///
  /// An acknowledgement that arrives after the first fill, or after a cancel was asked for, changes
  /// nothing; so does a second one. Everything else must fit the state.
  ///
  /// - Throws: `illegal`, `overfill`, `duplicateFill` or `malformed`; the order is then unchanged.
  public mutating func apply(
    _ event: OrderEvent, at now: Timestamp
  ) throws(OrderTransitionError) {
    switch event {
    case .denied(let found):
      try require(state == .initialized, event)
      breaches = found
      enter(.denied, at: now)
    case .submitted:
      try require(state == .initialized, event)
      enter(.submitted, at: now)
    case .accepted:
      try require(state.isWorking, event)
      if state == .submitted { enter(.accepted, at: now) }
    case .filled(let fill):
      try book(fill, at: now)
    case .cancelRequested:
      try require(state.isWorking, event)
      if state != .pendingCancel { enter(.pendingCancel, at: now) }
    case .cancelRejected(let why):
      try require(state == .pendingCancel, event)
      reason = why
      enter(filled.isZero ? .accepted : .partiallyFilled, at: now)
    case .cancelled(let why):
      try require(state.isWorking, event)
      reason = why
      enter(.cancelled, at: now)
    case .expired:
      try require(state.isWorking, event)
      enter(.expired, at: now)
    case .rejected(let why):
      // A venue may accept first and refuse later, but never what it has begun to fill.
      try require(state.isWorking && filled.isZero, event)
      reason = why
      enter(.rejected, at: now)
    case .adjusted(let newQuantity, let newFilled, let newKind):
      try adjust(quantity: newQuantity, filled: newFilled, kind: newKind, event, at: now)
    }
  }

  private mutating func book(_ fill: Fill, at now: Timestamp) throws(OrderTransitionError) {
    // The same execution told twice is recognised also after the order is complete.
    if fills.contains(where: { $0.id == fill.id }) {
      throw OrderTransitionError(
        .duplicateFill, order: id, state: state, "Order \(id) already booked fill \(fill.id).")
    }
    try require(state.isWorking, .filled(fill))
    guard fill.quantity > .zero, fill.price >= .zero else {
      throw OrderTransitionError(
        .malformed, order: id, state: state,
        "Fill \(fill.id) of order \(id) is for \(fill.quantity) shares at \(fill.price).")
    }
    guard filled + fill.quantity <= quantity else {
      throw OrderTransitionError(
        .overfill, order: id, state: state,
        "Fill \(fill.id) of \(fill.quantity) shares exceeds the \(remaining) left of order \(id).")
    }
    fills.append(fill)
    filled += fill.quantity
    filledValue += fill.price * fill.quantity
    if filled == quantity {
      enter(.filled, at: now)
    } else {
      // A cancel that is on its way stays so.
      enter(state == .pendingCancel ? .pendingCancel : .partiallyFilled, at: now)
    }
  }

  private mutating func adjust(
    quantity newQuantity: Quantity, filled newFilled: Quantity, kind newKind: OrderKind,
    _ event: OrderEvent, at now: Timestamp
  ) throws(OrderTransitionError) {
    try require(state.isWorking, event)
    guard newFilled >= .zero, newFilled <= newQuantity else {
      throw OrderTransitionError(
        .malformed, order: id, state: state,
        "Order \(id) cannot be adjusted to \(newQuantity) shares with \(newFilled) filled.")
    }
    quantity = newQuantity
    filled = newFilled
    kind = newKind
    updatedAt = now
  }

  private mutating func enter(_ next: OrderState, at now: Timestamp) {
    updatedAt = now
    guard next != state else { return }
    state = next
    life.append(Step(state: next, at: now))
  }

  private func require(_ isLegal: Bool, _ event: OrderEvent) throws(OrderTransitionError) {
    guard !isLegal else { return }
    throw OrderTransitionError(
      .illegal, order: id, state: state,
      "Order \(id) is \(state.rawValue); \(event.name) cannot happen to it.")
  }
}

extension OrderEvent {
  /// The event's name in words.
  public var name: String {
    switch self {
    case .denied: "a denial"
    case .submitted: "a submission"
    case .accepted: "an acceptance"
    case .filled: "a fill"
    case .cancelRequested: "a cancel request"
    case .cancelRejected: "a refused cancel"
    case .cancelled: "a cancellation"
    case .expired: "an expiry"
    case .rejected: "a rejection"
    case .adjusted: "an adjustment"
    }
  }
}
