public import Chronology

/// What a provider says of an instrument beyond its name.
public struct InstrumentProfile: Hashable, Sendable, Codable {
  /// What sort of thing trades.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case stock, etf, fund, index, crypto, forex, commodity
  }
  public var symbol: Symbol
  public var name: String
  public var kind: Kind
  /// The exchange's short name, such as `NASDAQ`.
  public var exchange: String?
  /// ISO 4217.
  public var currency: String?
  public var country: String?
  public var sector: String?
  public var industry: String?
  /// The SEC's ten-digit number of the company.
  public var cik: String?
  public var isin: String?
  public var cusip: String?
  public var listedOn: SessionDate?
  /// Nil while it trades.
  public var delistedOn: SessionDate?
  public var isActive: Bool

  public init(
    symbol: Symbol, name: String, kind: Kind = .stock, exchange: String? = nil,
    currency: String? = nil, country: String? = nil, sector: String? = nil,
    industry: String? = nil, cik: String? = nil, isin: String? = nil, cusip: String? = nil,
    listedOn: SessionDate? = nil, delistedOn: SessionDate? = nil, isActive: Bool = true
  ) {
    self.symbol = symbol
    self.name = name
    self.kind = kind
    self.exchange = exchange
    self.currency = currency
    self.country = country
    self.sector = sector
    self.industry = industry
    self.cik = cik
    self.isin = isin
    self.cusip = cusip
    self.listedOn = listedOn
    self.delistedOn = delistedOn
    self.isActive = isActive
  }
}

/// A company that no longer trades under a symbol.
public struct Delisting: Hashable, Sendable, Codable {
  public let symbol: Symbol
  public let name: String
  public let exchange: String?
  public let listedOn: SessionDate?
  /// The last session on which it traded, as the source dates it.
  public let delistedOn: SessionDate

  public init(
    symbol: Symbol, name: String, exchange: String?, listedOn: SessionDate?,
    delistedOn: SessionDate
  ) {
    self.symbol = symbol
    self.name = name
    self.exchange = exchange
    self.listedOn = listedOn
    self.delistedOn = delistedOn
  }
}

/// One instrument that trades under another symbol from a session on.
public struct SymbolChange: Hashable, Sendable, Codable {
  /// The first session under the new symbol.
  public let on: SessionDate
  public let old: Symbol
  public let new: Symbol
  public let name: String

  public init(on: SessionDate, old: Symbol, new: Symbol, name: String) {
    self.on = on
    self.old = old
    self.new = new
    self.name = name
  }
}

/// A stretch of time in which a symbol belonged to an index.
public struct IndexMembership: Hashable, Sendable, Codable {
  public let symbol: Symbol
  /// Nil when it belonged before the history begins.
  public let from: SessionDate?
  /// The first session on which it no longer belongs; nil while it does.
  public let until: SessionDate?

  public init(symbol: Symbol, from: SessionDate?, until: SessionDate?) {
    self.symbol = symbol
    self.from = from
    self.until = until
  }
}

/// A stock index whose members are known over time.
public enum StockIndex: String, Hashable, Sendable, Codable, CaseIterable {
  case sp500, nasdaq, dowjones
}

/// Which report a figure stands in.
public enum StatementKind: String, Hashable, Sendable, Codable, CaseIterable {
  case income, balance, cashFlow, ratios, keyMetrics
}

/// One company report as it was published, or as it was restated later.
public struct CompanyReport: Hashable, Sendable, Codable {
  public let symbol: Symbol
  public let kind: StatementKind
  /// The last day of the period reported on.
  public let periodEnd: SessionDate
  public let fiscalYear: Int
  /// `FY`, `Q1` to `Q4`.
  public let period: String
  /// ISO 4217 of money figures.
  public let currency: String?
  /// The day on which it became public: accepted or filed, the later; nil when the source does not
  /// say, and then no backtest may see it.
  public let publishedOn: SessionDate?
  /// Figures by the source's names, such as `revenue`; absent ones are left out.
  public let items: [String: Double]

  public init(
    symbol: Symbol, kind: StatementKind, periodEnd: SessionDate, fiscalYear: Int, period: String,
    currency: String?, publishedOn: SessionDate?, items: [String: Double]
  ) {
    self.symbol = symbol
    self.kind = kind
    self.periodEnd = periodEnd
    self.fiscalYear = fiscalYear
    self.period = period
    self.currency = currency
    self.publishedOn = publishedOn
    self.items = items
  }
}

/// One figure of a report with the day from which it was known.
public struct Fact: Hashable, Sendable, Codable {
  public let symbol: Symbol
  public let kind: StatementKind
  public let item: String
  public let periodEnd: SessionDate
  public let fiscalYear: Int
  public let period: String
  public let value: Double
  public let knownOn: SessionDate

  public init(
    symbol: Symbol, kind: StatementKind, item: String, periodEnd: SessionDate, fiscalYear: Int,
    period: String, value: Double, knownOn: SessionDate
  ) {
    self.symbol = symbol
    self.kind = kind
    self.item = item
    self.periodEnd = periodEnd
    self.fiscalYear = fiscalYear
    self.period = period
    self.value = value
    self.knownOn = knownOn
  }
}
