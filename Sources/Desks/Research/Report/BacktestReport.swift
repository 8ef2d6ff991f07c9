public import Chronology
import Fingerprint
public import Market
public import Performance
public import Trading

/// Everything a backtest came to; its canonical JSON is what the run's digest is taken of.
///
/// It holds nothing that depends on when, where or how often the backtest ran: no clock, no account
/// name, no trial number. The same specification, snapshot, dates, seed and engine give the same
/// bytes on any day and any number of threads.
public struct BacktestReport: Hashable, Sendable, Codable {
  /// The layout of this document.
  public static let currentSchema = 1

  public let schema: Int
  public let origin: ReportOrigin
  /// The account's value before the first session.
  public let capital: Double
  /// Rising strictly; every other column has one value a session.
  public let sessions: [SessionDate]
  /// Account value at each close, in the account's currency.
  public let equity: [Double]
  /// The benchmark scaled to begin with the same capital; empty without a benchmark.
  public let benchmark: [Double]
  /// Sum of the sizes of all positions over equity.
  public let exposureGross: [Double]
  /// Longs less shorts over equity.
  public let exposureNet: [Double]
  public let orders: [OrderRow]
  public let fills: [FillRow]
  public let roundTrips: [RoundTrip]
  public let figures: ReportFigures
  /// Nil where the returns do not vary.
  public let significance: SignificanceFigures?
  /// Fractions of the running peak, zero or negative.
  public let drawdown: [Double]
  public let worstDrawdowns: [DrawdownEpisode]
  public let months: [MonthlyReturn]
  /// Over 252 sessions, annualised; null until there are as many.
  public let rollingSharpe: [Double?]
  public let histogram: ReturnHistogram?
  /// What a reader must know of the data before believing anything above.
  public let caveats: [String]

  /// The canonical JSON of the report.
  ///
  /// - Throws: `EncodingError` for a number that is not finite.
  public func bytes() throws(EncodingError) -> [UInt8] { try CanonicalJSON.bytes(of: self) }

  /// The digest of a report's bytes: SHA-256, lower-case hex.
  public static func digest(of bytes: [UInt8]) -> String { SHA256.hex(of: bytes) }

  /// The returns of the equity curve; nil when the account was wiped out before the end.
  public var returns: ReturnSeries? {
    ReturnSeries(equity: equity, from: capital, over: sessions)
  }
}

/// What a report was made from: enough to make it again.
public struct ReportOrigin: Hashable, Sendable, Codable {
  public let name: String
  /// SHA-256 of the canonical specification.
  public let specificationHash: String
  public let snapshot: SnapshotID
  public let engineVersion: String
  /// Seeds the resampling of the significance test.
  public let seed: UInt64
  /// Resampled series in the significance test.
  public let replications: Int
  public let from: SessionDate
  public let to: SessionDate
  /// The traded symbols, in the specification's order.
  public let universe: [Symbol]
  public let benchmark: Symbol?

  public init(
    name: String, specificationHash: String, snapshot: SnapshotID, engineVersion: String,
    seed: UInt64, replications: Int, from: SessionDate, to: SessionDate, universe: [Symbol],
    benchmark: Symbol?
  ) {
    self.name = name
    self.specificationHash = specificationHash
    self.snapshot = snapshot
    self.engineVersion = engineVersion
    self.seed = seed
    self.replications = replications
    self.from = from
    self.to = to
    self.universe = universe
    self.benchmark = benchmark
  }
}

/// One order's whole life in a report.
public struct OrderRow: Hashable, Sendable, Codable {
  public let id: OrderID
  /// The session at whose close the strategy wanted it.
  public let session: SessionDate
  public let symbol: Symbol
  public let side: Side
  public let quantity: Quantity
  public let filled: Quantity
  /// Where its life ended, or stands.
  public let status: String
  /// Why it was denied or rejected; nil otherwise.
  public let reason: String?

  public init(
    id: OrderID, session: SessionDate, symbol: Symbol, side: Side, quantity: Quantity,
    filled: Quantity, status: String, reason: String?
  ) {
    self.id = id
    self.session = session
    self.symbol = symbol
    self.side = side
    self.quantity = quantity
    self.filled = filled
    self.status = status
    self.reason = reason
  }
}

/// One execution in a report.
public struct FillRow: Hashable, Sendable, Codable {
  public let session: SessionDate
  public let symbol: Symbol
  /// Signed; negative for a sale.
  public let shares: Quantity
  public let price: Price
  public let commission: Money
  public let order: OrderID

  public init(
    session: SessionDate, symbol: Symbol, shares: Quantity, price: Price, commission: Money,
    order: OrderID
  ) {
    self.session = session
    self.symbol = symbol
    self.shares = shares
    self.price = price
    self.commission = commission
    self.order = order
  }
}
