import Chronology
import Market

extension FMPService {
  /// Days that an answer covers when no first date is given.
  static let defaultDays = 5 * 365 + 1

  /// End-of-day histories, a session of the whole market, and intraday bars.
  func prices(_ question: FMPQuestion, spoiltBy fault: FMPFault.Kind?) -> Content {
    do {
      if let form = FMPBars.Form(question.endpoint) {
        return try history(question, form, fault)
      }
      if question.endpoint == "eod-bulk" { return try marketSession(question, fault) }
      if question.endpoint.hasPrefix("historical-chart/") { return try intraday(question) }
    } catch {
      return .refused("Query Error: Invalid date")
    }
    return .none
  }

  private func history(
    _ question: FMPQuestion, _ form: FMPBars.Form, _ fault: FMPFault.Kind?
  ) throws(FMPQuestion.BadDate) -> Content {
    guard let symbol = question.symbol else {
      return .refused("Query Error: Missing parameter symbol")
    }
    let through = self.through
    let upper = try min(question.date("to") ?? through, through)
    let earliest = through.advanced(by: -options.plan.years * 366)
    let lower = try max(
      question.date("from") ?? upper.advanced(by: -Self.defaultDays), earliest)
    guard let index = market.index(of: symbol, through: through), lower <= upper else {
      return .written(.json("[]"))
    }
    var bars: RehearsedBars
    switch form {
    case .unadjusted:
      bars = market.bars(at: index, over: lower...upper, through: through)
    case .full, .light:
      bars = market.bars(at: index, over: lower...upper, through: through)
      bars.adjust(
        for: market.actions(at: index, over: lower...through, through: through).filter {
          $0.splitRatio != nil
        }, dividends: false)
    case .dividendAdjusted:
      bars = market.bars(at: index, over: lower...through, through: through)
      bars.adjust(
        for: market.actions(at: index, over: lower...through, through: through), dividends: true)
      bars.cut(to: lower...upper)
    }
    return .written(
      .json(
        FMPBars.json(bars, ticker: symbol, form: form, limit: options.rowLimit, fault: fault)))
  }

  /// Prices of `eod-bulk` are in today's terms for shares, `adjClose` for dividends too.
  private func marketSession(
    _ question: FMPQuestion, _ fault: FMPFault.Kind?
  ) throws(FMPQuestion.BadDate) -> Content {
    guard let date = try question.date("date") else {
      return .refused("Query Error: Missing parameter date")
    }
    let through = self.through
    var (listings, bars) = market.session(date, through: through)
    var adjusted = bars.close
    let isRecent = date >= through
    if !isRecent {
      for row in listings.indices {
        let actions = market.actions(
          at: listings[row], over: date.advanced(by: 1)...through, through: through)
        guard !actions.isEmpty else { continue }
        var one = RehearsedBars()
        one.append(bars, row: row)
        var other = one
        one.adjust(for: actions, dividends: false)
        other.adjust(for: actions, dividends: true)
        adjusted[row] = other.close[0]
        bars.open[row] = one.open[0]
        bars.high[row] = one.high[0]
        bars.low[row] = one.low[0]
        bars.close[row] = one.close[0]
        bars.volume[row] = one.volume[0]
      }
    }
    let tickers = listings.map { market.ticker(at: $0, through: through) }
    return .written(
      .csv(FMPBars.csv(bars, adjusted: adjusted, tickers: tickers, fault: fault)))
  }

  /// Bars within sessions: each session's day is cut into steps that meet its open and its close.
  private func intraday(_ question: FMPQuestion) throws(FMPQuestion.BadDate) -> Content {
    let minutes: Int
    let window: Int
    switch question.endpoint {
    case "historical-chart/1min": (minutes, window) = (1, 3)
    case "historical-chart/5min": (minutes, window) = (5, 10)
    case "historical-chart/15min": (minutes, window) = (15, 45)
    case "historical-chart/30min": (minutes, window) = (30, 30)
    case "historical-chart/1hour": (minutes, window) = (60, 90)
    case "historical-chart/4hour": (minutes, window) = (240, 180)
    default: return .none
    }
    guard let symbol = question.symbol else {
      return .refused("Query Error: Missing parameter symbol")
    }
    let through = self.through
    let upper = try min(question.date("to") ?? through, through)
    // The window is cut without a word, as the service cuts it: the newest part is given.
    let lower = try max(
      question.date("from") ?? upper.advanced(by: -window), upper.advanced(by: -window))
    guard let index = market.index(of: symbol, through: through), lower <= upper else {
      return .rows([])
    }
    var bars = market.bars(at: index, over: lower...upper, through: through)
    if !question.isTrue("nonadjusted") {
      bars.adjust(
        for: market.actions(at: index, over: lower...through, through: through).filter {
          $0.splitRatio != nil
        }, dividends: false)
    }
    var rows: [FMPRows.Row] = []
    for row in (0..<bars.count).reversed() {
      let path = IntradayPath(bars, row: row, minutes: minutes)
      for bar in path.bars.reversed() {
        rows.append([
          ("date", .text("\(SessionDate(day: bars.days[row])) \(bar.time)")),
          ("open", .number(bar.open)), ("low", .number(bar.low)), ("high", .number(bar.high)),
          ("close", .number(bar.close)), ("volume", .number(bar.volume)),
        ])
      }
    }
    return .rows(rows)
  }
}

/// A day's bar taken apart into steps that begin at its open, touch its high and low, and end at its
/// close.
struct IntradayPath {
  struct Bar {
    /// `HH:MM:SS`, exchange time, the step's begin.
    let time: String
    /// Minutes after midnight, exchange time.
    let minute: Int
    let open: Double
    let high: Double
    let low: Double
    let close: Double
    let volume: Double
  }

  private(set) var bars: [Bar] = []

  init(_ day: RehearsedBars, row: Int, minutes: Int) {
    let closing =
      TradingCalendar.xnys.isEarlyClose(SessionDate(day: day.days[row])) ? 780 : 960
    let opening = 570
    let steps = (closing - opening + minutes - 1) / minutes
    let (open, high, low, close) = (day.open[row], day.high[row], day.low[row], day.close[row])
    // Down to the low after a third, up to the high after two thirds, then to the close.
    func price(_ step: Int) -> Double {
      let place = Double(step) / Double(steps)
      let value: Double
      if place < 1.0 / 3 {
        value = open + (low - open) * place * 3
      } else if place < 2.0 / 3 {
        value = low + (high - low) * (place * 3 - 1)
      } else {
        value = high + (close - high) * (place * 3 - 2)
      }
      return (value * 100).rounded() / 100
    }
    var left = day.volume[row].isFinite ? day.volume[row] : 0
    let share = (left / Double(steps)).rounded(.down)
    for step in 0..<steps {
      let (from, to) = (step == 0 ? open : price(step), step == steps - 1 ? close : price(step + 1))
      let thirds = [steps / 3, 2 * steps / 3].contains(step)
      let minute = opening + step * minutes
      let clock = (minute / 60, minute % 60)
      bars.append(
        Bar(
          time: "\(clock.0 < 10 ? "0" : "")\(clock.0):\(clock.1 < 10 ? "0" : "")\(clock.1):00",
          minute: minute, open: from,
          high: thirds && step == 2 * steps / 3 ? max(high, from, to) : max(from, to),
          low: thirds && step == steps / 3 ? min(low, from, to) : min(from, to), close: to,
          volume: step == steps - 1 ? left : share))
      left -= share
    }
  }
}
