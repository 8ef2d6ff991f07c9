import Contract

/// The desk in words.
enum DeskText {
  /// State and progress in a line or two.
  static func state(_ desk: DeskView) -> String {
    var lines = ["The desk is \(desk.tradingState.rawValue), \(desk.phase.rawValue)."]
    if let reason = desk.stateReason {
      lines.append("Because: \(reason) (\(desk.stateBy ?? Figures.absent)).")
    }
    return lines.joined(separator: "\n")
  }

  /// Everything about the desk.
  static func page(_ desk: DeskView) -> String {
    var listing = Listing()
    listing.add("state", desk.tradingState.rawValue)
    listing.add("because", desk.stateReason)
    listing.add("phase", desk.phase.rawValue)
    listing.add("broker", desk.broker)
    listing.add("strategy", desk.specificationName)
    listing.add(
      "session", desk.session.map { "\($0) (\(desk.sessionsDone) of \(desk.sessionsTotal))" })
    listing.add("equity, USD", Figures.money(desk.equity))
    listing.add("cash, USD", Figures.money(desk.cash))
    listing.add("day's profit, USD", Figures.money(desk.dayProfit))
    listing.add("day's return", Figures.percent(desk.dayReturn))
    listing.add("drawdown", Figures.percent(desk.drawdown))
    listing.add("gross exposure", Figures.percent(desk.exposureGross))
    listing.add("net exposure", Figures.percent(desk.exposureNet))
    listing.add("VaR 95, one day", Figures.percent(desk.valueAtRisk95))
    listing.add("expected shortfall 95", Figures.percent(desk.expectedShortfall95))
    listing.add("loss figures rest on", "\(desk.riskSessions) sessions")
    return [listing.text, positions(desk.positions), limits(desk.limits)].joined(separator: "\n\n")
  }

  private static func positions(_ positions: [PositionView]) -> String {
    var table = Table(
      .text("symbol"), .figure("shares"), .figure("cost"), .figure("price"), .figure("value"),
      .figure("weight"), .figure("profit"))
    for position in positions {
      table.add(
        position.symbol, Figures.grouped(position.shares, decimals: 0),
        Figures.ratio(position.averageCost), Figures.ratio(position.price),
        Figures.money(position.value), Figures.percent(position.weight),
        Figures.money(position.unrealizedProfit))
    }
    return table.text(whenEmpty: "The desk holds no position.")
  }

  private static func limits(_ limits: [LimitView]) -> String {
    var table = Table(.text("limit"), .figure("now"), .figure("at most"), .text("unit"))
    for limit in limits {
      table.add(
        limit.title, figure(limit.observed, limit.unit), figure(limit.limit, limit.unit),
        limit.unit)
    }
    return table.text(whenEmpty: "No limit is set.")
  }

  private static func figure(_ value: Double?, _ unit: String) -> String {
    unit == "fraction" ? Figures.percent(value) : Figures.grouped(value, decimals: 2)
  }

  /// The blotter.
  static func blotter(_ orders: [OrderView]) -> String {
    var table = Table(
      .text("order"), .text("placed"), .text("side"), .text("symbol"), .figure("shares"),
      .figure("filled"), .text("kind"), .figure("price"), .figure("average"), .text("state"),
      .text("origin"))
    for order in orders {
      table.add(
        order.id, order.placedOn, order.side.rawValue, order.symbol,
        Figures.grouped(order.shares, decimals: 0), Figures.grouped(order.filled, decimals: 0),
        order.kind.rawValue, Figures.ratio(order.price), Figures.ratio(order.averagePrice),
        order.state.rawValue, order.origin)
    }
    return table.text(whenEmpty: "There is no order yet.")
  }

  /// One order and its life.
  static func order(_ order: OrderView) -> String {
    let steps = order.life.map { "\(Figures.instant($0.at)) \($0.state.rawValue)" }
    let head =
      "Order \(order.id): \(order.side.rawValue) \(Figures.grouped(order.shares, decimals: 0)) "
      + "\(order.symbol) \(order.kind.rawValue), \(order.state.rawValue)."
    return ([head] + steps + order.breaches.map(breach)).joined(separator: "\n")
  }

  /// What an order would do.
  static func preview(_ preview: OrderPreview) -> String {
    var listing = Listing()
    listing.add("admitted", preview.isAdmitted ? "yes" : "no")
    listing.add("judged by price", Figures.ratio(preview.referencePrice, decimals: 4))
    listing.add("order value, USD", Figures.money(preview.orderValue))
    listing.add(
      "gross exposure",
      "\(Figures.percent(preview.exposureGrossBefore)) → \(Figures.percent(preview.exposureGrossAfter))"
    )
    listing.add(
      "VaR 95, one day",
      "\(Figures.percent(preview.valueAtRiskBefore)) → \(Figures.percent(preview.valueAtRiskAfter))"
    )
    return ([listing.text] + preview.breaches.map(breach)).joined(separator: "\n")
  }

  private static func breach(_ breach: BreachView) -> String {
    "\(breach.rule): \(breach.explanation)"
  }

  /// A refusal that names every limit in the way.
  static func refusal(_ breaches: [BreachView], of subject: String) -> CommandFailure {
    let reasons = breaches.map(\.explanation).joined(separator: " ")
    return CommandFailure(
      .refused, "risk.denied", reasons.isEmpty ? "\(subject)." : "\(subject): \(reasons)",
      remedy: "Change the order, or have a risk officer change the limits.")
  }
}
