import Chronology
import Market

extension FMPService {
  /// Quotes of one symbol, of a list and of an exchange: the last bar as the last trade.
  func quotes(_ question: FMPQuestion) -> Content {
    switch question.endpoint {
    case "quote", "quote-short":
      guard let symbol = question.symbol else {
        return .refused("Query Error: Missing parameter symbol")
      }
      guard !symbol.contains(",") else { return .restricted(FMPText.batchQuote) }
      return .rows(quotes(of: [symbol], isShort: question.endpoint == "quote-short"))
    case "batch-quote", "batch-quote-short":
      return .rows(
        quotes(of: question.symbols, isShort: question.endpoint == "batch-quote-short"))
    case "batch-exchange-quote":
      let exchange = question.request.value("exchange") ?? ""
      let listed = traded().filter {
        market.listing(at: $0, through: through).exchange.0 == exchange
      }
      let isShort = question.request.value("short").map { $0.lowercased() == "true" } ?? true
      return .rows(listed.compactMap { quote($0, isShort: isShort) })
    case "batch-etf-quotes":
      let funds = traded().filter { market.listing(at: $0, through: through).kind == .etf }
      return .rows(funds.compactMap { quote($0, isShort: true) })
    case "batch-mutualfund-quotes":
      let funds = traded().filter { market.listing(at: $0, through: through).kind == .fund }
      return .rows(funds.compactMap { quote($0, isShort: true) })
    default: return .none
    }
  }

  private func quotes(of symbols: [String], isShort: Bool) -> [FMPRows.Row] {
    symbols.compactMap { market.index(of: $0, through: through) }
      .compactMap { quote($0, isShort: isShort) }
  }

  private func quote(_ index: Int, isShort: Bool) -> FMPRows.Row? {
    let through = self.through
    let year = market.bars(
      at: index, over: through.advanced(by: isShort ? -14 : -365)...through, through: through)
    guard let last = year.close.indices.last else { return nil }
    let own = market.listing(at: index, through: through)
    let price = year.close[last]
    let before = last > 0 ? year.close[last - 1] : price
    let volume: FMPRows.Value =
      year.volume[last].isNaN ? .null : .number(year.volume[last].rounded())
    if isShort {
      return [
        ("symbol", .text(own.ticker)), ("price", .number(price)),
        ("change", .number(rounded(price - before))), ("volume", volume),
      ]
    }
    func average(_ sessions: Int) -> Double {
      let part = year.close.suffix(sessions)
      return (part.reduce(0, +) / Double(part.count) * 1e4).rounded() / 1e4
    }
    let closed = TradingCalendar.xnys.closesAt(SessionDate(day: year.days[last]))
    var row: FMPRows.Row = [
      ("symbol", .text(own.ticker)), ("name", .text(own.name)), ("price", .number(price)),
      ("changePercentage", .number(before > 0 ? rounded((price / before - 1) * 100) : 0)),
      ("change", .number(rounded(price - before))), ("volume", volume),
      ("dayLow", .number(year.low[last])), ("dayHigh", .number(year.high[last])),
      ("yearHigh", .number(year.high.max() ?? price)),
      ("yearLow", .number(year.low.min() ?? price)),
    ]
    // What is not known is left out, as the service does with this field.
    if let shares = own.shares { row.append(("marketCap", .number((price * shares).rounded()))) }
    return row + [
      ("priceAvg50", .number(average(50))), ("priceAvg200", .number(average(200))),
      ("exchange", .text(own.exchange.0)), ("open", .number(year.open[last])),
      ("previousClose", .number(before)),
      ("timestamp", .number(Double((closed?.millisecondsSinceEpoch ?? 0) / 1000))),
    ]
  }
}
