import Chronology
import Connect
import Contract
import Market
import Warehouse

extension Platform {
  /// Daily bars of a symbol, adjusted as asked.
  func bars(_ call: Call) async throws -> BarsView {
    let symbol = try call.requiredSymbol()
    let range = try call.sessions()
    let word = try call.word("adjustment", AdjustmentWord.self) ?? .splits
    let reading = try await warehouse.bars(of: symbol, over: range, adjusted: Adjustment(word))
    return BarsView(reading, adjustment: word)
  }

  /// Figures of a symbol's reports as they were known on a date.
  func facts(_ call: Call) async throws -> [FactView] {
    let symbol = try call.requiredSymbol()
    let statement = try call.word("statement", StatementKind.self)
    let date = try call.date("asOf") ?? SessionDate(clock.now)
    return try await warehouse.facts(of: symbol, asOf: date)
      .filter { statement == nil || $0.kind == statement }.map(FactView.init)
  }

  /// The members of an index, or all that is listed, on a date.
  func members(_ call: Call) async throws -> MembersView {
    let name = try call.id("index")
    guard let session = try call.date("on") ?? calendar.lastClosedSession(at: clock.now) else {
      throw Refusal.invalid("on", "is missing.", remedy: "Give a date.")
    }
    let symbols: [Symbol]
    if name == "listed" {
      symbols = try await warehouse.listed(on: session)
    } else if let index = StockIndex(rawValue: name) {
      symbols = try await warehouse.members(of: index, on: session)
    } else {
      let known = StockIndex.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal.missing("index", name, remedy: "Choose \(known) or listed.")
    }
    return MembersView(name: name, on: session.description, symbols: symbols.map(\.ticker))
  }

  /// Answers that broke their schema, newest first.
  func quarantine(_ call: Call) async throws -> [QuarantineView] {
    let page = try call.page()
    return try await warehouse.quarantinedAnswers(limit: page.limit, offset: page.offset)
      .map(QuarantineView.init)
  }

  func watch(_ symbol: Symbol, by caller: Caller) async throws -> Done {
    try await warehouse.watch(symbol, by: caller.account, at: clock.now)
    return Done(message: "\(symbol) is fetched before others.")
  }

  func unwatch(_ symbol: Symbol) async throws -> Done {
    try await warehouse.unwatch(symbol)
    return Done(message: "\(symbol) is fetched in its turn.")
  }
}

extension SessionDate {
  /// The day of an instant in UTC.
  init(_ instant: Timestamp) {
    let day: Int64 = 86_400_000_000_000
    let whole = instant.nanoseconds / day - (instant.nanoseconds % day < 0 ? 1 : 0)
    self.init(day: Int32(clamping: whole))
  }
}
