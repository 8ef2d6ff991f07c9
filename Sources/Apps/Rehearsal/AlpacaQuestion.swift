import Chronology
import Market

/// A request for bars, read and checked.
struct AlpacaQuestion {
  /// Why a request is refused.
  struct Refusal: Error {
    let status: Int
    let code: Int
    let message: String
  }

  struct Bar {
    let begins: Timestamp
    let open: Double
    let high: Double
    let low: Double
    let close: Double
    let volume: Double
  }

  /// Symbols in order, each once.
  let symbols: [String]
  /// Minutes of a bar; nil for days.
  let minutes: Int?
  let from: Timestamp
  let to: Timestamp
  let adjustment: String
  let limit: Int
  let isDescending: Bool
  /// Where the page begins.
  let start: (symbol: String, row: Int)

  init(
    _ request: RehearsalRequest, through: SessionDate, plan: AlpacaStandIn.Plan
  ) throws(Refusal) {
    symbols = Set((request.value("symbols") ?? "").split(separator: ",").map(String.init)).sorted()
    guard !symbols.isEmpty else { throw Self.invalid("symbols is required") }
    minutes = try Self.minutes(request.value("timeframe") ?? "")
    let last =
      TradingCalendar.xnys.closesAt(through) ?? Timestamp(seconds: Int64(through.day) * 86_400)
    to = try Self.instant(request.value("end"), "end", isEnd: true) ?? last
    from =
      try Self.instant(request.value("start"), "start", isEnd: false)
      ?? Timestamp(seconds: Int64(through.day) * 86_400)
    guard from <= to else { throw Self.invalid("end should not be before start") }
    adjustment = request.value("adjustment") ?? "raw"
    guard ["raw", "split", "dividend", "all"].contains(adjustment) else {
      throw Self.invalid("invalid adjustment: \(adjustment)")
    }
    let feed = request.value("feed") ?? (plan == .free ? "iex" : "sip")
    guard ["iex", "sip", "delayed_sip", "otc", "boats", "overnight"].contains(feed) else {
      throw Self.invalid("invalid feed: \(feed)")
    }
    if feed == "sip", plan == .free, to.duration(to: last) < .seconds(900) {
      throw Refusal(
        status: 403, code: 40_310_000,
        message: "subscription does not permit querying recent SIP data")
    }
    let limit = try Self.number(request.value("limit"), "limit") ?? 1000
    guard (1...10_000).contains(limit) else {
      throw Self.invalid("limit must be between 1 and 10000")
    }
    self.limit = limit
    let sort = request.value("sort") ?? "asc"
    guard ["asc", "desc"].contains(sort) else { throw Self.invalid("invalid sort: \(sort)") }
    isDescending = sort == "desc"
    guard let token = request.value("page_token") else {
      start = ("", 0)
      return
    }
    let parts = token.split(separator: "|", maxSplits: 1)
    guard parts.count == 2, let row = Int(parts[0]), row >= 0 else {
      throw Self.invalid("invalid page_token")
    }
    start = (String(parts[1]), row)
  }

  private static func invalid(_ message: String) -> Refusal {
    Refusal(status: 422, code: 42_210_000, message: message)
  }

  private static func number(_ text: String?, _ name: String) throws(Refusal) -> Int? {
    guard let text else { return nil }
    guard let number = Int(text) else { throw invalid("invalid \(name): not a number") }
    return number
  }

  private static func minutes(_ text: String) throws(Refusal) -> Int? {
    if ["1Day", "1D"].contains(text) { return nil }
    for (unit, size, most) in [("Min", 1, 59), ("T", 1, 59), ("Hour", 60, 23), ("H", 60, 23)]
    where text.hasSuffix(unit) {
      guard let count = Int(text.dropLast(unit.count)), (1...most).contains(count) else { break }
      return count * size
    }
    throw invalid("invalid timeframe: \(text.filter { $0.isLetter || $0.isNumber }.prefix(16))")
  }

  /// A date or an instant with a zone; a bare date that ends a range means the whole day.
  private static func instant(
    _ text: String?, _ name: String, isEnd: Bool
  ) throws(Refusal) -> Timestamp? {
    guard let text else { return nil }
    if let day = SessionDate(text) {
      let midnight = Timestamp(seconds: Int64(day.day) * 86_400)
      return isEnd ? midnight.advanced(by: .seconds(86_399)) : midnight
    }
    guard let instant = Timestamp(text) else { throw invalid("invalid \(name): not a time") }
    return instant
  }

  /// Every bar of a symbol that begins in the range, oldest first.
  func bars(
    of symbol: String, in market: any RehearsedMarket, through: SessionDate
  ) -> [Bar] {
    guard let index = market.index(of: symbol, through: through) else { return [] }
    let lower = NewYorkTime.reading(at: from).date
    let upper = min(NewYorkTime.reading(at: to).date, through)
    guard lower <= upper else { return [] }
    var bars = market.bars(at: index, over: lower...through, through: through)
    if adjustment != "raw" {
      let actions = market.actions(at: index, over: lower...through, through: through)
      bars.adjust(
        for: actions.filter { adjustment != "dividend" || $0.cashAmount != nil },
        dividends: adjustment != "split")
    }
    bars.cut(to: lower...upper)
    var found: [Bar] = []
    for row in 0..<bars.count {
      let day = SessionDate(day: bars.days[row])
      guard let minutes else {
        found.append(
          Bar(
            begins: NewYorkTime.instant(on: day, minute: 0), open: bars.open[row],
            high: bars.high[row], low: bars.low[row], close: bars.close[row],
            volume: bars.volume[row]))
        continue
      }
      found += IntradayPath(bars, row: row, minutes: minutes).bars.map {
        Bar(
          begins: NewYorkTime.instant(on: day, minute: $0.minute), open: $0.open, high: $0.high,
          low: $0.low, close: $0.close, volume: $0.volume)
      }
    }
    return found.filter { from <= $0.begins && $0.begins <= to }
  }
}
