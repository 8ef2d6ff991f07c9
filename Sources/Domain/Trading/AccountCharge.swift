package import Chronology
public import Market

/// A cost beyond commissions, under its heading.
public struct AccountCharge: Hashable, Sendable, Codable {
  /// What it is for.
  public enum Heading: String, Hashable, Sendable, Codable, CaseIterable {
    /// Regulators, clearing and exchange, for an execution.
    case fees
    /// Shares borrowed for a short position.
    case borrow
    /// Interest on cash: positive is paid, negative is earned.
    case financing
  }

  public let heading: Heading
  /// The symbol it falls on; nil for interest.
  public let symbol: Symbol?
  /// The order it falls on; nil for borrow and interest.
  public let order: OrderID?
  /// What is taken from the account's cash.
  public let amount: Money

  public init(_ heading: Heading, of symbol: Symbol?, order: OrderID?, amount: Money) {
    self.heading = heading
    self.symbol = symbol
    self.order = order
    self.amount = amount
  }
}

/// Sums of charges, by heading, in the account's currency; positive is paid.
public struct ChargeTotals: Hashable, Sendable, Codable {
  /// Contained in the cost of positions or in realised profit, like commissions.
  public package(set) var fees: Money = .zero
  public package(set) var borrow: Money = .zero
  /// Interest paid less interest earned.
  public package(set) var financing: Money = .zero

  public init() {}
}

/// What one order has cost so far, to tell what its next fill adds.
package struct CommissionTally: Hashable, Sendable {
  private var gross = 0.0
  private var value = 0.0
  private var charged = 0.0
  private var hasFilled = false

  package init() {}

  /// Notes a fill and returns what it adds.
  ///
  /// - Parameter before: Shares that the account traded this month already.
  package mutating func add(
    _ plan: CommissionPlan, shares: Double, price: Double, before: Double
  ) -> Double {
    value += shares * price
    gross += plan.gross(
      shares: shares, value: shares * price, isFirst: !hasFilled, before: before)
    hasFilled = true
    let (least, most) = plan.bounds(of: value)
    let due = max(0, min(max(gross, least), most) - charged)
    charged += due
    return due
  }
}

extension CommissionPlan {
  /// What regulators, clearing and exchange take of one execution, rounded at nine places.
  package func fees(of quantity: Quantity, at price: Price, side: Side, on session: SessionDate)
    -> Money
  {
    let shares = quantity.double
    let amount = fees(shares: shares, value: shares * price.double, side: side, on: session)
    guard let money = Money(rounding: amount) else {
      preconditionFailure("A finite execution has finite fees.")
    }
    return money
  }
}
