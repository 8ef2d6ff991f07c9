import Chronology
import Market

extension FMPService {
  /// Hours, holidays, treasury rates and other tables by date.
  func calendar(_ question: FMPQuestion) -> Content {
    switch question.endpoint {
    case "exchange-market-hours":
      guard let exchange = question.request.value("exchange") else {
        return .refused("Query Error: Missing parameter exchange")
      }
      return .rows(Self.exchanges.filter { $0.code == exchange }.map { hours($0, question.now) })
    case "all-exchange-market-hours": return .rows(Self.exchanges.map { hours($0, question.now) })
    case "holidays-by-exchange": return holidays(question)
    case "treasury-rates": return treasury(question)
    default: return .none
    }
  }

  private struct Exchange {
    let code: String
    let name: String
  }

  private static let exchanges = [
    Exchange(code: "NASDAQ", name: "NASDAQ Global Market"),
    Exchange(code: "NYSE", name: "New York Stock Exchange"),
    Exchange(code: "AMEX", name: "NYSE American"),
  ]

  private func hours(_ exchange: Exchange, _ now: Timestamp) -> FMPRows.Row {
    [
      ("exchange", .text(exchange.code)), ("name", .text(exchange.name)),
      ("openingHour", .text("09:30 AM -05:00")), ("closingHour", .text("04:00 PM -05:00")),
      ("timezone", .text("America/New_York")),
      ("isMarketOpen", .flag(TradingCalendar.xnys.isOpen(at: now))),
    ]
  }

  /// Weekdays without a session and sessions that end early.
  private func holidays(_ question: FMPQuestion) -> Content {
    guard let exchange = question.request.value("exchange") else {
      return .refused("Query Error: Missing parameter exchange")
    }
    do {
      let upper = try question.date("to") ?? through.advanced(by: 366)
      let lower = try question.date("from") ?? upper.advanced(by: -732)
      guard lower <= upper, lower.days(to: upper) < 40_000 else { return .rows([]) }
      let rows = (lower.day...upper.day).reversed().compactMap { number -> FMPRows.Row? in
        let day = SessionDate(day: number)
        guard TradingCalendar.xnys.bounds.contains(day), day.weekday < 6 else { return nil }
        let isClosed = !TradingCalendar.xnys.isSession(day)
        guard isClosed || TradingCalendar.xnys.isEarlyClose(day) else { return nil }
        return [
          ("exchange", .text(exchange)), ("date", .text(day.description)),
          ("name", .text(isClosed ? "Holiday" : "Early close")), ("isClosed", .flag(isClosed)),
          ("adjOpenTime", isClosed ? .null : .text("09:30")),
          ("adjCloseTime", isClosed ? .null : .text("13:00")),
        ]
      }
      return .rows(rows)
    } catch {
      return .refused("Query Error: Invalid date")
    }
  }

  /// Ninety days at most, cut without a word.
  private func treasury(_ question: FMPQuestion) -> Content {
    do {
      let upper = try min(question.date("to") ?? through, through)
      let lower = try max(
        question.date("from") ?? upper.advanced(by: -90), upper.advanced(by: -90))
      guard lower <= upper else { return .rows([]) }
      let terms: [(String, Double)] = [
        ("month1", 0), ("month2", 0.05), ("month3", 0.1), ("month6", 0.15), ("year1", 0.2),
        ("year2", 0.3), ("year3", 0.35), ("year5", 0.45), ("year7", 0.55), ("year10", 0.65),
        ("year20", 0.9), ("year30", 1),
      ]
      let days = TradingCalendar.xnys.sessions(in: lower...upper).reversed()
      return .rows(
        days.map { day in
          let level = 3 + 1.5 * (Double(spread(UInt64(UInt32(bitPattern: day.day / 30)))) * 0x1p-64)
          return [("date", .text(day.description))]
            + terms.map { ($0.0, .number(rounded(level + $0.1))) }
        })
    } catch {
      return .refused("Query Error: Invalid date")
    }
  }
}
