import Chronology
import Columnar
import Market
import Research
import Trading

/// The first thing on which two engines differ.
enum Disagreement {
  static func first(
    _ columns: ColumnarOutcome, _ events: BacktestOutcome, on frame: MarketFrame
  ) -> String? {
    orders(columns, events, frame) ?? trades(columns, events, frame)
      ?? sessions(columns, events) ?? holdings(columns, events, frame)
      ?? totals(columns.totals, events.totals)
  }

  private static func orders(
    _ columns: ColumnarOutcome, _ events: BacktestOutcome, _ frame: MarketFrame
  ) -> String? {
    for (order, other) in zip(columns.orders, events.orders) {
      let isSame =
        UInt32(order.number) == other.id.sequence
        && frame.symbols[order.symbolIndex] == other.symbol
        && frame.sessions[order.placedRow] == other.placedOn && order.side == other.side
        && Quantity(order.quantity) == other.quantity && Quantity(order.filled) == other.filled
        && order.filledValue == other.filledValue && order.commission == other.commission
        && order.state == other.state && frame.closesAt[order.changedRow] == other.updatedAt
        && words(order.ending, frame.symbols[order.symbolIndex]) == other.reason
      if !isSame { return "order \(order)\nis     \(other)" }
    }
    guard columns.orders.count == events.orders.count else {
      return "\(columns.orders.count) orders, \(events.orders.count) by events"
    }
    return nil
  }

  private static func words(_ ending: ColumnarOrder.Ending?, _ symbol: Symbol) -> String? {
    switch ending {
    case nil: nil
    case .asked: "as asked"
    case .splitLeftNothing: "A split left less than one share."
    case .leftExchange: "\(symbol) has left the exchange."
    case .unknownVolume:
      "The volume of \(symbol) is unknown and fills are limited to a fraction of it; "
        + "set volumeLimit to null, and leave out impact, for data without volumes."
    }
  }

  private static func trades(
    _ columns: ColumnarOutcome, _ events: BacktestOutcome, _ frame: MarketFrame
  ) -> String? {
    for (trade, other) in zip(columns.trades, events.trades) {
      let isSame =
        frame.sessions[trade.row] == other.session
        && frame.symbols[trade.symbolIndex] == other.symbol
        && Quantity(trade.shares) == other.shares && trade.price == other.price
        && trade.order.map { UInt32($0) } == other.order?.sequence
        && trade.commission == other.commission
      if !isSame { return "trade \(trade)\nis     \(other)" }
    }
    guard columns.trades.count == events.trades.count else {
      return "\(columns.trades.count) trades, \(events.trades.count) by events"
    }
    return nil
  }

  private static func sessions(
    _ columns: ColumnarOutcome, _ events: BacktestOutcome
  ) -> String? {
    for (session, other) in zip(columns.sessions, events.sessions) {
      let isSame =
        session.session == other.session && session.cash == other.cash
        && session.equity.bitPattern == other.equity.bitPattern
        && session.exposureGross.bitPattern == other.exposureGross.bitPattern
        && session.exposureNet.bitPattern == other.exposureNet.bitPattern
        && session.dailyReturn.bitPattern == other.dailyReturn.bitPattern
      if !isSame { return "session \(session)\nis       \(other)" }
    }
    guard columns.sessions.count == events.sessions.count else {
      return "\(columns.sessions.count) sessions, \(events.sessions.count) by events"
    }
    return nil
  }

  private static func holdings(
    _ columns: ColumnarOutcome, _ events: BacktestOutcome, _ frame: MarketFrame
  ) -> String? {
    for (holding, other) in zip(columns.holdings, events.holdings) {
      let isSame =
        frame.symbols[holding.symbolIndex] == other.symbol
        && Quantity(holding.shares) == other.shares
        && holding.cost / Quantity(holding.shares) == other.averageCost
        && holding.lastPrice == other.lastPrice
      if !isSame { return "holding \(holding)\nis       \(other)" }
    }
    guard columns.holdings.count == events.holdings.count else {
      return "\(columns.holdings.count) holdings, \(events.holdings.count) by events"
    }
    return nil
  }

  private static func totals(_ totals: ColumnarTotals, _ other: BacktestTotals) -> String? {
    let isSame =
      totals.commissions == other.commissions && totals.slippageCost == other.slippageCost
      && totals.tradedValue == other.tradedValue && totals.dividends == other.dividends
      && totals.realizedProfit == other.realizedProfit
      && totals.turnoverAnnual.bitPattern == other.turnoverAnnual.bitPattern
    return isSame ? nil : "totals \(totals)\nare    \(other)"
  }
}
