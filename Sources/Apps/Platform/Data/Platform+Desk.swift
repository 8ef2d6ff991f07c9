import Contract
import Execution
import Governance
import Logging
import Omega
import Strategies
import Trading
import Warehouse

extension Platform {
  func startDesk(_ request: DeskStart, by caller: Caller) async throws -> DeskView {
    let from = try Call.date(request.from, field: "from")
    let to = try Call.date(request.to, field: "to")
    guard let specification = try await shelf.specification(hash: request.specificationHash) else {
      throw Refusal.missing(
        "strategy", request.specificationHash, remedy: "List them with GET /api/strategies.")
    }
    try await record(
      "desk.startAsked", by: caller,
      because: "\(specification.name), \(from) to \(to), \(request.capital) USD.",
      on: specification.contentHash)
    try await desk.start(
      specification, from: from, to: to, speed: request.speed, capital: request.capital,
      by: caller.account)
    return DeskView(await desk.snapshot())
  }

  func stopDesk(by caller: Caller) async throws -> DeskView {
    try await desk.stop(by: caller.account)
    try await record("desk.stopped", by: caller, because: "")
    return DeskView(await desk.snapshot())
  }

  /// Halts first and writes the audit entry after: nothing may stand between the button and the
  /// breaker. Of a reason that is too long the trail keeps what the desk keeps.
  func halt(by caller: Caller, because reason: String) async throws -> DeskView {
    try await desk.halt(by: caller.account, because: reason)
    let kept = String(reason.prefix(TradingDesk.longestReason))
    try await record("desk.halted", by: caller, because: kept)
    return DeskView(await desk.snapshot())
  }

  /// Writes the audit entry first: what cannot be recorded does not resume.
  func resume(by caller: Caller, because reason: String) async throws -> DeskView {
    guard (3...1000).contains(reason.count) else {
      throw Refusal.invalid(
        "reason", "must have 3 to 1000 characters.", remedy: "Say why the desk may trade again.")
    }
    try await record("desk.resumeAsked", by: caller, because: reason)
    try await desk.resume(by: caller.account, because: reason)
    return DeskView(await desk.snapshot())
  }

  func changeSpeed(_ change: SpeedChange, by caller: Caller) async throws -> DeskView {
    try await desk.changeSpeed(to: change.speed, by: caller.account)
    return DeskView(await desk.snapshot())
  }

  func previewOrder(_ ticket: OrderTicket, by caller: Caller) async throws -> OrderPreview {
    OrderPreview(try await desk.preview(try Platform.wish(ticket), by: caller.account))
  }

  func placeOrder(_ ticket: OrderTicket, by caller: Caller) async throws -> OrderView {
    OrderView(
      try await desk.place(
        try Platform.wish(ticket), by: caller.account, key: ticket.idempotencyKey))
  }

  func cancelOrder(_ text: String, by caller: Caller) async throws -> OrderView {
    guard let id = OrderID(text) else {
      throw Refusal.missing("order", text, remedy: "List them with GET /api/desk/orders.")
    }
    return OrderView(try await desk.cancel(id, by: caller.account))
  }

  private func record(
    _ action: String, by caller: Caller, because reason: String, on subject: String = "desk"
  ) async throws {
    _ = try await warehouse.record(
      AuditDraft(actor: caller.account, action: action, subject: subject, rationale: reason),
      at: clock.now)
  }

  /// A ticket as the desk takes it.
  static func wish(_ ticket: OrderTicket) throws -> OrderWish {
    guard (1...1_000_000_000).contains(ticket.shares), let quantity = Quantity("\(ticket.shares)")
    else {
      throw Refusal.invalid(
        "shares", "is \(ticket.shares); it must be from 1 to 1,000,000,000.",
        remedy: "Choose a whole number of shares.")
    }
    func price() throws -> Price {
      guard let wanted = ticket.price, wanted > 0, wanted <= 1e9,
        let price = Price(rounding: wanted), price > .zero
      else {
        throw Refusal.invalid(
          "price", "must be above zero for a \(ticket.kind.rawValue) order.",
          remedy: "Give the price in US dollars.")
      }
      return price
    }
    let kind: OrderKind
    switch ticket.kind {
    case .market:
      guard ticket.price == nil else {
        throw Refusal.invalid(
          "price", "is given, but a market order has none.",
          remedy: "Leave it out, or choose limit or stop.")
      }
      kind = .market
    case .limit: kind = .limit(try price())
    case .stop: kind = .stop(try price())
    }
    return OrderWish(
      symbol: try Call.symbol(ticket.symbol, field: "symbol"),
      side: ticket.side == .buy ? .buy : .sell, quantity: quantity, kind: kind,
      timeInForce: .day)
  }
}

extension EventHub {
  /// Passes on what happened on the desk.
  func publish(_ event: DeskEvent, logging logger: Logger) {
    switch event {
    case .state(let desk): publish(DeskView(desk), to: .desk, logging: logger)
    case .order(let line, _): publish(OrderView(line), to: .order, logging: logger)
    case .equity(let mark, _): publish(EquityPoint(mark), to: .equity, logging: logger)
    case .log(let line, _): publish(LogLine(line), to: .log, logging: logger)
    }
  }
}

extension Refusal {
  init(_ error: DeskError) {
    let (status, title) =
      switch error.code {
      case .notApproved: (403, "The strategy is not approved")
      case .invalid: (422, "The desk cannot do that")
      case .conflict: (409, "The desk is busy with something else")
      case .missing: (404, "There is no such thing on the desk")
      case .data: (422, "The bars are not there")
      case .journal: (503, "The desk's journal failed")
      case .unreconciled: (409, "Desk and broker differ")
      case .busy: (503, "Too many callers wait for the desk")
      }
    self.init(
      status, error.code == .notApproved ? "approval.missing" : "desk.\(error.code.rawValue)",
      title, detail: error.message, remedy: error.remedy,
      retryAfter: error.code == .busy ? 1 : nil)
  }
}
