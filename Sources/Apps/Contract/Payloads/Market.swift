public enum ProviderWord: String, PayloadWord { case sample, fmp, alpaca }
public enum PriceBasisWord: String, PayloadWord { case raw, adjustedClose, index }
public enum AdjustmentWord: String, PayloadWord { case raw, splits, totalReturn }

/// What the warehouse holds in all.
public struct DataSummary: Payload {
  public var symbols: Int
  public var bars: Int
  public var firstSession: String?
  public var lastSession: String?
  /// Such as `Sample data, ends 2022-12-28`; null when all of it is fresh vendor data.
  public var label: String?
  public init(symbols: Int, bars: Int, firstSession: String?, lastSession: String?, label: String?)
  {
    self.symbols = symbols; self.bars = bars; self.firstSession = firstSession
    self.lastSession = lastSession; self.label = label
  }
}

/// One symbol's holdings and health.
public struct CoverageView: Payload {
  public var symbol: String
  public var name: String
  public var provider: String
  public var prices: PriceBasisWord
  public var first: String?
  public var last: String?
  public var bars: Int
  /// Sessions of the calendar between first and last without a bar.
  public var missing: Int
  /// Findings open against the symbol.
  public var findings: Int
  /// The worst of them; null without any.
  public var worst: Severity?
  /// When its data changed last; null when it never had any.
  public var updatedAt: Int64?
  /// Null while it trades.
  public var delistedOn: String?
  public init(
    symbol: String, name: String, provider: String, prices: PriceBasisWord, first: String?,
    last: String?, bars: Int, missing: Int, findings: Int, worst: Severity?, updatedAt: Int64?,
    delistedOn: String?
  ) {
    self.symbol = symbol; self.name = name; self.provider = provider; self.prices = prices
    self.first = first; self.last = last; self.bars = bars; self.missing = missing
    self.findings = findings; self.worst = worst; self.updatedAt = updatedAt
    self.delistedOn = delistedOn
  }
}

public enum Severity: String, PayloadWord { case notice, warning, fault }

/// Something that the health rules found in the data.
public struct FindingView: Payload {
  /// Stable over checks.
  public var id: String
  public var symbol: String
  public var session: String
  /// The rule's name, such as `missing-session`.
  public var rule: String
  public var severity: Severity
  /// The values seen, in words.
  public var evidence: String
  /// What most likely sets it right.
  public var repair: RepairWord
  public var state: FindingStateWord
  public var foundAt: Int64
  /// Who decided, when and why; null while it is open.
  public var decidedBy: String?
  public var decidedAt: Int64?
  public var reason: String?
  public init(
    id: String, symbol: String, session: String, rule: String, severity: Severity,
    evidence: String, repair: RepairWord, state: FindingStateWord, foundAt: Int64,
    decidedBy: String?, decidedAt: Int64?, reason: String?
  ) {
    self.id = id; self.symbol = symbol; self.session = session; self.rule = rule
    self.severity = severity; self.evidence = evidence; self.repair = repair; self.state = state
    self.foundAt = foundAt; self.decidedBy = decidedBy; self.decidedAt = decidedAt
    self.reason = reason
  }
}

/// A named list of symbols in the warehouse.
public struct UniverseView: Payload {
  public var name: String
  public var title: String
  public var symbols: [String]
  public init(name: String, title: String, symbols: [String]) {
    self.name = name; self.title = title; self.symbols = symbols
  }
}

/// Bars in columns, oldest first; a missing value is null.
public struct BarsView: Payload {
  public var symbol: String
  public var adjustment: AdjustmentWord
  public var sessions: [String]
  public var open: [Double?]
  public var high: [Double?]
  public var low: [Double?]
  public var close: [Double?]
  public var volume: [Double?]
  public var actions: [ActionView]
  public init(
    symbol: String, adjustment: AdjustmentWord, sessions: [String], open: [Double?],
    high: [Double?], low: [Double?], close: [Double?], volume: [Double?], actions: [ActionView]
  ) {
    self.symbol = symbol; self.adjustment = adjustment; self.sessions = sessions
    self.open = open; self.high = high; self.low = low; self.close = close; self.volume = volume
    self.actions = actions
  }
}

/// A split or dividend, in words a chart can mark.
public struct ActionView: Payload {
  public var session: String
  /// `split` or `dividend`.
  public var kind: String
  /// Such as `2:1` or `0.13`.
  public var value: String
  public init(session: String, kind: String, value: String) {
    self.session = session; self.kind = kind; self.value = value
  }
}

/// What to ingest. Absent symbols mean all the provider lists.
public struct IngestRequest: Payload {
  public var provider: ProviderWord
  public var symbols: [String]?
  public var from: String?
  public var to: String?
  /// Bars when absent.
  public var what: IngestWhat?
  /// Automatic when absent.
  public var route: IngestRoute?
  /// True to fetch whole histories again, whatever is held.
  public var isReload: Bool?
  /// Symbols to fetch before the others, ahead of held and watched ones.
  public var first: [String]?
  /// Bars within sessions of the symbols named, from `from` on; daily bars when absent.
  public var interval: IntervalWord?
  public init(
    provider: ProviderWord, symbols: [String]? = nil, from: String? = nil, to: String? = nil,
    what: IngestWhat? = nil, route: IngestRoute? = nil, isReload: Bool? = nil,
    first: [String]? = nil, interval: IntervalWord? = nil
  ) {
    self.provider = provider; self.symbols = symbols; self.from = from; self.to = to
    self.what = what; self.route = route; self.isReload = isReload; self.first = first
    self.interval = interval
  }
}
