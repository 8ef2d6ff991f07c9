public import Chronology
public import Trading

/// One session of a columnar backtest, marked at its close. Amounts are in the account's currency.
public struct ColumnarSession: Hashable, Sendable {
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

/// An order of a columnar backtest as it stood at the end.
public struct ColumnarOrder: Hashable, Sendable {
  /// What ended an order before it was filled.
  public enum Ending: String, Hashable, Sendable {
    case asked, splitLeftNothing, leftExchange, unknownVolume
  }
  /// Counts from 1 in the order placed.
  public let number: Int
  public let symbolIndex: Int
  /// The row it was placed on.
  public let placedRow: Int
  public let side: Side
  /// How many shares it is for, in the last terms it stood in.
  public let quantity: Int
  /// How many of them were executed, in the same terms.
  public let filled: Int
  /// What its fills cost together, without commissions.
  public let filledValue: Money
  public let commission: Money
  public let state: OrderState
  /// nil for an order that works on or was filled.
  public let ending: Ending?
  /// The row of its last change.
  public let changedRow: Int
}

/// One execution of a columnar backtest.
public struct ColumnarTrade: Hashable, Sendable {
  public let row: Int
  public let symbolIndex: Int
  /// Signed: negative for a sale.
  public let shares: Int
  public let price: Price
  /// The number of its order; nil when a delisted holding was settled.
  public let order: Int?
  public internal(set) var commission: Money
}

/// What a columnar backtest holds at its end.
public struct ColumnarHolding: Hashable, Sendable {
  public let symbolIndex: Int
  public let shares: Int
  /// What the shares cost together, commissions included.
  public let cost: Money
  public let lastPrice: Double
}

/// Sums over a whole columnar backtest, in the account's currency.
public struct ColumnarTotals: Hashable, Sendable {
  public internal(set) var commissions: Money = .zero
  /// What fills cost beyond the close they were made at.
  public internal(set) var slippageCost: Money = .zero
  /// The value of everything bought and sold.
  public internal(set) var tradedValue: Money = .zero
  public internal(set) var dividends: Money = .zero
  public internal(set) var realizedProfit: Money = .zero
  /// Traded value over mean equity, a year of 252 sessions; zero without sessions.
  public internal(set) var turnoverAnnual: Double = 0
}

/// Everything a columnar backtest found; equal inputs give equal outcomes, to the bit.
public struct ColumnarOutcome: Hashable, Sendable {
  public let sessions: [ColumnarSession]
  /// Every order, in the order placed; empty unless they were asked for.
  public let orders: [ColumnarOrder]
  /// Every execution, in the order made; empty unless they were asked for.
  public let trades: [ColumnarTrade]
  /// By symbol index.
  public let holdings: [ColumnarHolding]
  public let totals: ColumnarTotals
  public let orderCount: Int
  public let tradeCount: Int

  /// The session returns; shape: sessions, the first zero.
  public var returns: [Double] { sessions.map(\.dailyReturn) }
}
