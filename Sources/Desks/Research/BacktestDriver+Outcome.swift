public import Chronology
public import Market
public import Trading

/// Why a backtest could not be run.
public struct BacktestError: Error, Hashable, Sendable {
  /// The kinds of reason.
  public enum Code: String, Sendable, Codable {
    case invalidSpecification
    /// The snapshot lacks a symbol or has no bar in the range.
    case noData
    /// The universe holds an index, which nobody can buy.
    case notTradable
    /// The data holds a number that no ledger can book.
    case malformedData
    case cancelled
  }
  public let code: Code
  public let message: String
  /// What to do about it, in one sentence.
  public let remedy: String

  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}

/// One execution of a backtest.
public struct BacktestTrade: Hashable, Sendable, Codable {
  public let session: SessionDate
  public let symbol: Symbol
  /// Signed: negative for a sale.
  public let shares: Quantity
  public let price: Price
  /// nil when a delisted holding was settled.
  public let order: OrderID?
  public internal(set) var commission: Money
}

/// What a backtest holds at its end.
public struct BacktestHolding: Hashable, Sendable, Codable {
  public let symbol: Symbol
  public let shares: Quantity
  /// The cost of one share, commissions included.
  public let averageCost: Price
  /// The last price known; nil when there was none.
  public let lastPrice: Double?
}

/// One session of a backtest, marked at its close. Amounts are in the account's currency.
public struct BacktestSession: Hashable, Sendable, Codable {
  public let session: SessionDate
  /// Cash plus positions at their last prices.
  public let equity: Double
  public let cash: Money
  /// Sum of absolute position values.
  public let exposureGross: Double
  /// Sum of signed position values.
  public let exposureNet: Double
  /// Equity over the session before, minus one; zero in the first session.
  public let dailyReturn: Double
}

/// Sums over a whole backtest, in the account's currency.
public struct BacktestTotals: Hashable, Sendable, Codable {
  public internal(set) var commissions: Money = .zero
  /// What fills cost beyond the close they were made at.
  public internal(set) var slippageCost: Money = .zero
  /// The value of everything bought and sold.
  public internal(set) var tradedValue: Money = .zero
  public internal(set) var dividends: Money = .zero
  public internal(set) var realizedProfit: Money = .zero
  /// Traded value over mean equity, a year of 252 sessions; zero without sessions.
  public internal(set) var turnoverAnnual: Double = 0
  /// Costs under the headings that the plain ones do not have; nil with plain costs.
  public internal(set) var further: FurtherCosts?

  /// Everything paid to trade and to hold, dividends apart.
  public var allCosts: Money {
    commissions + slippageCost
      + (further.map { $0.fees + $0.impact + $0.borrow + $0.financing } ?? .zero)
  }
}

/// What a backtest paid beyond commissions and fixed slippage, in the account's currency.
public struct FurtherCosts: Hashable, Sendable, Codable {
  /// Regulators, clearing and exchange.
  public let fees: Money
  /// What the orders' own size cost, beyond fixed slippage.
  public let impact: Money
  /// Shares borrowed for short positions.
  public let borrow: Money
  /// Interest paid less interest earned.
  public let financing: Money
}

/// Everything a backtest found; equal inputs give equal outcomes, to the bit.
public struct BacktestOutcome: Hashable, Sendable, Codable {
  public let capital: Money
  public let sessions: [BacktestSession]
  /// Every order, in the order placed.
  public let orders: [Order]
  /// Every execution, in the order made.
  public let trades: [BacktestTrade]
  /// By symbol index.
  public let holdings: [BacktestHolding]
  public let totals: BacktestTotals
  /// The benchmark's closes on these sessions, forward-filled, NaN written as null; empty without
  /// a benchmark.
  public let benchmark: [Double?]
  /// What a reader of the result must know, one sentence each.
  public let caveats: [String]
  /// The engine's state at the end, as a SHA-256 digest.
  public let engineDigest: String

  /// The session returns; shape: sessions, the first zero.
  public var returns: [Double] { sessions.map(\.dailyReturn) }
}
