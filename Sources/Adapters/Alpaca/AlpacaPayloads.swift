import Chronology
import Market

/// An answer that may go on on another page.
protocol AlpacaPage: Decodable, Sendable {
  var nextPageToken: String? { get }
}

/// One listed asset; other fields are passed over.
struct AlpacaAsset: Decodable, Sendable {
  let symbol: String
  let name: String?
}

/// A page of bars by symbol.
struct AlpacaBarsPage: AlpacaPage {
  struct Row: Decodable, Sendable {
    let t: String
    let o: Double
    let h: Double
    let l: Double
    let c: Double
    let v: Double?

    /// The session: the date in New York, where the bar begins at midnight.
    var session: SessionDate? {
      guard let begins = Timestamp(t) else { return nil }
      return NewYorkTime.reading(at: begins).date
    }
  }

  let bars: [String: [Row]]
  let nextPageToken: String?

  enum CodingKeys: String, CodingKey {
    case bars
    case nextPageToken = "next_page_token"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Null stands for no bars at all; a field that is not there does not.
    bars =
      try container.decode([String: [Row]]?.self, forKey: .bars) ?? [:]
    nextPageToken = try container.decodeIfPresent(String.self, forKey: .nextPageToken)
  }
}

/// One symbol's bars as they come, page by page.
struct AlpacaColumns {
  private var rows: [SessionDate: AlpacaBarsPage.Row] = [:]
  private var last: SessionDate?
  private var doubled: [SessionDate] = []
  private var unordered: SessionDate?
  private var withoutVolume: [SessionDate] = []
  private var unreadable: [String] = []

  mutating func add(_ row: AlpacaBarsPage.Row, _ sessions: ClosedRange<SessionDate>) {
    guard let session = row.session else {
      unreadable.append(row.t)
      return
    }
    guard sessions.contains(session) else { return }
    guard rows[session] == nil else {
      doubled.append(session)
      return
    }
    if let last, session < last, unordered == nil { unordered = session }
    last = session
    if row.v == nil { withoutVolume.append(session) }
    rows[session] = row
  }

  func fetched(of symbol: Symbol) -> FetchedBars {
    let sorted = rows.sorted { $0.key < $1.key }
    let series = BarSeries(
      symbol: symbol, sessions: sorted.map(\.key), open: sorted.map(\.value.o),
      high: sorted.map(\.value.h), low: sorted.map(\.value.l), close: sorted.map(\.value.c),
      volume: sorted.map { $0.value.v ?? .nan })
    var notes = doubled.map {
      SourceNote(
        symbol: symbol, session: $0, kind: .duplicateSession,
        detail: "Two rows of one session; the first was kept.")
    }
    if let unordered {
      notes.append(
        SourceNote(
          symbol: symbol, session: nil, kind: .unexpectedOrder,
          detail: "The row of \(unordered) came after a later one."))
    }
    notes += withoutVolume.map {
      SourceNote(symbol: symbol, session: $0, kind: .missingVolume, detail: "No volume.")
    }
    notes += unreadable.map {
      SourceNote(
        symbol: symbol, session: nil, kind: .unreadableRow,
        detail: "A row with the time “\($0.prefix(40))”.")
    }
    return FetchedBars(series, notes: notes)
  }
}

/// A page of corporate actions by type.
struct AlpacaActionsPage: AlpacaPage {
  struct Split: Decodable, Sendable {
    let symbol: String
    let newRate: Double
    let oldRate: Double
    let exDate: SessionDate

    enum CodingKeys: String, CodingKey {
      case symbol
      case newRate = "new_rate"
      case oldRate = "old_rate"
      case exDate = "ex_date"
    }
  }

  struct Dividend: Decodable, Sendable {
    let symbol: String
    let rate: Double
    let exDate: SessionDate
    let payableDate: SessionDate?

    enum CodingKeys: String, CodingKey {
      case symbol, rate
      case exDate = "ex_date"
      case payableDate = "payable_date"
    }
  }

  struct Groups: Decodable, Sendable {
    let forwardSplits: [Split]?
    let reverseSplits: [Split]?
    let cashDividends: [Dividend]?

    enum CodingKeys: String, CodingKey {
      case forwardSplits = "forward_splits"
      case reverseSplits = "reverse_splits"
      case cashDividends = "cash_dividends"
    }
  }

  let groups: Groups
  let nextPageToken: String?

  enum CodingKeys: String, CodingKey {
    case groups = "corporate_actions"
    case nextPageToken = "next_page_token"
  }

  /// The actions of the symbols asked for; a dividend without a day of payment counts as paid on its
  /// ex-date.
  func actions(of keys: [String: Symbol]) -> [CorporateAction] {
    let splits = (groups.forwardSplits ?? []) + (groups.reverseSplits ?? [])
    let own = splits.compactMap { split in
      keys[split.symbol].map { symbol in
        CorporateAction(
          symbol: symbol, effectiveOn: split.exDate,
          kind: .split(new: split.newRate, old: split.oldRate))
      }
    }
    return own
      + (groups.cashDividends ?? []).compactMap { dividend in
        keys[dividend.symbol].map { symbol in
          CorporateAction(
            symbol: symbol, effectiveOn: dividend.exDate,
            kind: .dividend(
              amount: dividend.rate, payDate: dividend.payableDate ?? dividend.exDate))
        }
      }
  }
}

/// How the service writes symbols: `BRK.B` for the share class that is kept as `BRK-B`.
enum AlpacaSymbol {
  /// The service's name of a symbol: its last dash becomes a point.
  static func wire(_ symbol: Symbol) -> String {
    guard let dash = symbol.ticker.lastIndex(of: "-") else { return symbol.ticker }
    let tail = symbol.ticker[symbol.ticker.index(after: dash)...]
    guard (1...2).contains(tail.utf8.count) else { return symbol.ticker }
    let written: String
    switch tail {
    case "WT": written = "WS"
    case let tail where tail.utf8.count == 2 && tail.hasPrefix("P"):
      written = "PR\(tail.dropFirst())"
    default: written = String(tail)
    }
    return "\(symbol.ticker[..<dash]).\(written)"
  }

  /// The symbol under which the service's name is kept; nil when it cannot be written down.
  static func key(ofWire text: String) -> Symbol? {
    guard let point = text.lastIndex(of: ".") else { return Symbol(validating: text) }
    let tail = text[text.index(after: point)...]
    let written: String
    switch tail {
    case "WS": written = "WT"
    case let tail where tail.utf8.count == 3 && tail.hasPrefix("PR"):
      written = "P\(tail.dropFirst(2))"
    default: written = String(tail)
    }
    return Symbol(validating: "\(text[..<point])-\(written)")
  }

  /// The symbols asked for by the service's names.
  static func keysByWire(_ symbols: [Symbol]) -> [String: Symbol] {
    Dictionary(symbols.map { (wire($0), $0) }) { first, _ in first }
  }
}
