// What the Data Hub shows and does beyond single symbols: pages of coverage and findings, repairs,
// changes, the console, imports, exports and backups.

/// A page of the symbols held.
public struct CoveragePage: Payload {
  /// Symbols that match in all.
  public var total: Int
  public var rows: [CoverageView]
  public init(total: Int, rows: [CoverageView]) { self.total = total; self.rows = rows }
}

public enum CoverageOrder: String, PayloadWord {
  case symbol, name, provider, first, last, bars, missing, findings, updated
}

/// How much of the market is held, month by month.
public struct CoverageStrip: Payload {
  /// `YYYY-MM`, rising without gaps.
  public var months: [String]
  /// Symbol-sessions between each symbol's first and last bar in that month.
  public var expected: [Int]
  /// Those of them with a bar.
  public var held: [Int]
  /// Findings open in that month.
  public var findings: [Int]
  public init(months: [String], expected: [Int], held: [Int], findings: [Int]) {
    self.months = months; self.expected = expected; self.held = held; self.findings = findings
  }
}

public enum FindingStateWord: String, PayloadWord { case open, accepted, quarantined, resolved }
public enum RepairWord: String, PayloadWord { case refetch, quarantine, accept, reopen }

/// A page of findings.
public struct FindingPage: Payload {
  public var total: Int
  public var rows: [FindingView]
  public init(total: Int, rows: [FindingView]) { self.total = total; self.rows = rows }
}

/// Findings of one rule and severity that are open.
public struct FindingTally: Payload {
  public var rule: String
  /// What the rule checks, in a sentence.
  public var meaning: String
  public var severity: Severity
  public var findings: Int
  public var symbols: Int
  public init(rule: String, meaning: String, severity: Severity, findings: Int, symbols: Int) {
    self.rule = rule; self.meaning = meaning; self.severity = severity
    self.findings = findings; self.symbols = symbols
  }
}

/// What to do about a finding. A reason is required to accept, to quarantine and to reopen.
public struct RepairRequest: Payload {
  public var action: RepairWord
  public var reason: String?
  public init(action: RepairWord, reason: String? = nil) {
    self.action = action; self.reason = reason
  }
}

/// What became of a repair.
public struct RepairView: Payload {
  public var finding: FindingView
  /// The job that fetches the symbol again; null for a decision.
  public var job: JobView?
  public init(finding: FindingView, job: JobView?) { self.finding = finding; self.job = job }
}

/// A name of an instrument and the dates of its use; the end is the first date under another name.
public struct NameSpan: Payload {
  public var symbol: String
  public var from: String?
  public var until: String?
  public init(symbol: String, from: String?, until: String?) {
    self.symbol = symbol; self.from = from; self.until = until
  }
}

/// Everything about one instrument but its bars.
public struct SymbolDetail: Payload {
  public var coverage: CoverageView
  public var names: [NameSpan]
  /// `stock`, `etf`, `fund`, `index`, `crypto`, `forex` or `commodity`; null without a profile.
  public var kind: String?
  public var exchange: String?
  public var currency: String?
  public var country: String?
  public var sector: String?
  public var industry: String?
  public var listedOn: String?
  public var delistedOn: String?
  public var isWatched: Bool
  /// Coverage by month: sessions of the calendar and bars held.
  public var strip: CoverageStrip
  /// A second source's name when one is kept beside the first.
  public var secondSource: String?
  /// What is held within sessions, the shortest bars first.
  public var minutes: [MinuteHoldingView]
  public init(
    coverage: CoverageView, names: [NameSpan], kind: String?, exchange: String?, currency: String?,
    country: String?, sector: String?, industry: String?, listedOn: String?, delistedOn: String?,
    isWatched: Bool, strip: CoverageStrip, secondSource: String?,
    minutes: [MinuteHoldingView]
  ) {
    self.coverage = coverage; self.names = names; self.kind = kind; self.exchange = exchange
    self.currency = currency; self.country = country; self.sector = sector
    self.industry = industry; self.listedOn = listedOn; self.delistedOn = delistedOn
    self.isWatched = isWatched; self.strip = strip; self.secondSource = secondSource
    self.minutes = minutes
  }
}

/// What is held of a symbol's bars of one length.
public struct MinuteHoldingView: Payload {
  /// How long a bar lasts.
  public var minutes: Int
  public var bars: Int
  /// When the first and the last of them begin.
  public var first: Int64
  public var last: Int64
  public init(minutes: Int, bars: Int, first: Int64, last: Int64) {
    self.minutes = minutes; self.bars = bars; self.first = first; self.last = last
  }
}

/// A stored value that the provider no longer stood by, and when that was seen.
public struct DataChangeView: Payload {
  public var symbol: String
  public var session: String
  /// `split`, `dividend`, `correction`, `lateBar` or `withdrawn`.
  public var cause: String
  /// Closes before and after; null where there was none.
  public var before: Double?
  public var after: Double?
  public var provider: String
  public var at: Int64
  public init(
    symbol: String, session: String, cause: String, before: Double?, after: Double?,
    provider: String, at: Int64
  ) {
    self.symbol = symbol; self.session = session; self.cause = cause; self.before = before
    self.after = after; self.provider = provider; self.at = at
  }
}

/// An answer that broke its schema.
public struct QuarantineView: Payload {
  public var id: String
  public var provider: String
  public var subject: String
  public var reason: String
  /// The first characters of the answer.
  public var excerpt: String
  public var bytes: Int
  public var at: Int64
  public init(
    id: String, provider: String, subject: String, reason: String, excerpt: String, bytes: Int,
    at: Int64
  ) {
    self.id = id; self.provider = provider; self.subject = subject; self.reason = reason
    self.excerpt = excerpt; self.bytes = bytes; self.at = at
  }
}

/// A figure of a company's report.
public struct FactView: Payload {
  public var statement: String
  public var item: String
  public var periodEnd: String
  public var fiscalYear: Int
  public var period: String
  public var value: Double
  public var knownOn: String
  public init(
    statement: String, item: String, periodEnd: String, fiscalYear: Int, period: String,
    value: Double, knownOn: String
  ) {
    self.statement = statement; self.item = item; self.periodEnd = periodEnd
    self.fiscalYear = fiscalYear; self.period = period; self.value = value; self.knownOn = knownOn
  }
}

/// Symbols of an index, or those listed, on a date.
public struct MembersView: Payload {
  public var name: String
  public var on: String
  public var symbols: [String]
  public init(name: String, on: String, symbols: [String]) {
    self.name = name; self.on = on; self.symbols = symbols
  }
}

/// A symbol that is fetched before others.
public struct WatchedSymbol: Payload {
  public var symbol: String
  public init(symbol: String) { self.symbol = symbol }
}

// MARK: Ingestion

public enum IngestWhat: String, PayloadWord {
  /// Daily bars with splits and dividends.
  case bars
  /// Profiles, delistings, symbol changes and index memberships.
  case reference
  /// Company reports.
  case fundamentals
}

/// How long a bar within a session lasts.
public enum IntervalWord: String, PayloadWord {
  case oneMinute = "1min"
  case fiveMinutes = "5min"
  case fifteenMinutes = "15min"
  case thirtyMinutes = "30min"
  case oneHour = "1hour"
  case fourHours = "4hour"
}

public enum IngestRoute: String, PayloadWord {
  /// The cheaper one.
  case automatic
  /// One call a session for the whole market.
  case market
  /// Calls for each symbol.
  case symbols
}

/// What an ingestion would do.
public struct IngestPlanView: Payload {
  public var provider: String
  public var route: IngestRoute
  /// Why that route, with the calls of each.
  public var reason: String
  public var symbols: Int
  public var sessions: Int
  public var calls: Int
  /// Minutes at the configured calls a minute; null for a provider without a limit.
  public var minutes: Double?
  public var upToDate: Int
  /// Symbols left out because the provider had nothing of them lately or refuses them.
  public var skipped: Int
  public var unlisted: [String]
  public init(
    provider: String, route: IngestRoute, reason: String, symbols: Int, sessions: Int, calls: Int,
    minutes: Double?, upToDate: Int, skipped: Int, unlisted: [String]
  ) {
    self.provider = provider; self.route = route; self.reason = reason; self.symbols = symbols
    self.sessions = sessions; self.calls = calls; self.minutes = minutes
    self.upToDate = upToDate; self.skipped = skipped; self.unlisted = unlisted
  }
}

/// What an ingestion has cost and brought so far.
public struct IngestionDetail: Payload {
  public var provider: String
  public var route: IngestRoute
  public var bars: Int
  /// Symbols whose data came and is in the store.
  public var saved: Int
  public var failed: Int
  public var empty: Int
  /// Symbols or sessions whose overlap had changed.
  public var changed: Int
  public var calls: Int
  /// Calls that may still be made in the current minute; null without a limit.
  public var callsLeft: Int?
  public var bytes: Int
  public init(
    provider: String, route: IngestRoute, bars: Int, saved: Int, failed: Int, empty: Int,
    changed: Int, calls: Int, callsLeft: Int?, bytes: Int
  ) {
    self.provider = provider; self.route = route; self.bars = bars; self.saved = saved
    self.failed = failed; self.empty = empty; self.changed = changed; self.calls = calls
    self.callsLeft = callsLeft; self.bytes = bytes
  }
}

/// Something in a job that failed without ending it.
public struct JobFault: Payload {
  public var symbol: String
  public var message: String
  public var at: Int64
  public init(symbol: String, message: String, at: Int64) {
    self.symbol = symbol; self.message = message; self.at = at
  }
}

/// Symbols.
public struct SymbolList: Payload {
  public var symbols: [String]
  public init(symbols: [String]) { self.symbols = symbols }
}

// MARK: Tables, console, files

/// A column of a table or of an answer, and its type as DuckDB names it.
public struct ColumnView: Payload {
  public var name: String
  public var type: String
  public init(name: String, type: String) { self.name = name; self.type = type }
}

/// A table that the console may read.
public struct TableView: Payload {
  public var name: String
  public var rows: Int
  public var columns: [ColumnView]
  public init(name: String, rows: Int, columns: [ColumnView]) {
    self.name = name; self.rows = rows; self.columns = columns
  }
}

/// A question to the console: one SELECT.
public struct SQLRequest: Payload {
  public var sql: String
  /// Rows at most, 1 to 10000; 1000 when absent.
  public var limit: Int?
  /// Seconds at most, 1 to 60; 10 when absent.
  public var seconds: Int?
  public init(sql: String, limit: Int? = nil, seconds: Int? = nil) {
    self.sql = sql; self.limit = limit; self.seconds = seconds
  }
}

/// The console's answer; values as text, null where there is none.
public struct SQLAnswer: Payload {
  public var columns: [ColumnView]
  public var rows: [[String?]]
  /// True when there are more rows than were asked for.
  public var isCut: Bool
  public var milliseconds: Double
  public init(columns: [ColumnView], rows: [[String?]], isCut: Bool, milliseconds: Double) {
    self.columns = columns; self.rows = rows; self.isCut = isCut; self.milliseconds = milliseconds
  }
}

/// Which column of a file is which; absent ones have the names of the fields.
public struct ImportMapping: Payload {
  /// The column with the symbol; absent when `symbolOfFile` names the one symbol of the file.
  public var symbol: String?
  public var symbolOfFile: String?
  public var date: String?
  /// Such as `yyyy-MM-dd`, `MM/dd/yyyy`, `dd.MM.yyyy` or `yyyyMMdd`; the first when absent.
  public var dateFormat: String?
  public var open: String?
  public var high: String?
  public var low: String?
  public var close: String?
  public var volume: String?
  public init(
    symbol: String? = nil, symbolOfFile: String? = nil, date: String? = nil,
    dateFormat: String? = nil, open: String? = nil, high: String? = nil, low: String? = nil,
    close: String? = nil, volume: String? = nil
  ) {
    self.symbol = symbol; self.symbolOfFile = symbolOfFile; self.date = date
    self.dateFormat = dateFormat; self.open = open; self.high = high; self.low = low
    self.close = close; self.volume = volume
  }
}

/// A file of bars to take in; it lies in the folder `inbox` of the data folder.
public struct ImportRequest: Payload {
  /// Its name there, ending in `.csv`, `.csv.gz` or `.parquet`.
  public var file: String
  public var mapping: ImportMapping?
  /// The source's name, stored beside the bars; lower-case letters, digits and `-`.
  public var source: String
  public var prices: PriceBasisWord?
  /// True to check everything and save nothing.
  public var isDryRun: Bool
  /// True to keep the bars aside as a second source to compare with.
  public var isSecondSource: Bool?
  public init(
    file: String, mapping: ImportMapping? = nil, source: String, prices: PriceBasisWord? = nil,
    isDryRun: Bool, isSecondSource: Bool? = nil
  ) {
    self.file = file; self.mapping = mapping; self.source = source; self.prices = prices
    self.isDryRun = isDryRun; self.isSecondSource = isSecondSource
  }
}

/// What is wrong with a line of a file.
public struct ImportFault: Payload {
  /// From 1, the header included; 0 for the file as a whole.
  public var line: Int
  public var column: String
  public var message: String
  public init(line: Int, column: String, message: String) {
    self.line = line; self.column = column; self.message = message
  }
}

/// What a file holds; nothing of a file with faults is saved.
public struct ImportReport: Payload {
  public var file: String
  public var lines: Int
  public var bars: Int
  public var symbols: Int
  public var first: String?
  public var last: String?
  /// Columns of the file, and those that were not used.
  public var columns: [String]
  public var unused: [String]
  /// The first thousand.
  public var faults: [ImportFault]
  public var faultCount: Int
  public var isSaved: Bool
  public init(
    file: String, lines: Int, bars: Int, symbols: Int, first: String?, last: String?,
    columns: [String], unused: [String], faults: [ImportFault], faultCount: Int, isSaved: Bool
  ) {
    self.file = file; self.lines = lines; self.bars = bars; self.symbols = symbols
    self.first = first; self.last = last; self.columns = columns; self.unused = unused
    self.faults = faults; self.faultCount = faultCount; self.isSaved = isSaved
  }
}

/// A file in one of the data folder's own folders.
public struct FileView: Payload {
  public var name: String
  public var bytes: Int
  public var at: Int64
  public init(name: String, bytes: Int, at: Int64) {
    self.name = name; self.bytes = bytes; self.at = at
  }
}

/// Which table to write as a Parquet file into the folder `exports` of the data folder.
public struct ExportRequest: Payload {
  public var table: String
  public init(table: String) { self.table = table }
}
