public import Chronology

/// The account's money and positions, exact to the nano.
///
/// Every amount is rounded once, where it is made; the ledger then only adds. So at all times
///
///     cash + cost of positions = deposited + realizedProfit + dividends + splitRounding
///                                - borrow - financing
///
/// holds exactly. Commissions and fees belong to the cost of the position they were paid for (to the
/// realised profit when none remains), as zipline books them.
public struct Ledger: Hashable, Sendable, Codable {
  /// A dividend earned and not yet paid.
  public struct Entitlement: Hashable, Sendable, Codable {
    public let symbolIndex: Int
    public let payDate: SessionDate
    /// Negative for a short position, which pays.
    public let amount: Money
  }

  public private(set) var cash: Money
  public private(set) var deposited: Money
  /// Profit of closed positions, their commissions deducted.
  public private(set) var realizedProfit: Money
  /// All commissions ever charged; for information, already contained in cost or profit.
  public private(set) var commissions: Money
  /// Dividends received, less those paid on short positions.
  public private(set) var dividends: Money
  /// What rounding cost bases to cents at splits added to or took from the books.
  public private(set) var splitRounding: Money
  /// By symbol index; shape: symbols.
  public private(set) var positions: [Position]
  /// Charges beyond commissions, by heading; nil before the first.
  public private(set) var charges: ChargeTotals?
  /// In the order earned.
  public private(set) var entitlements: [Entitlement]

  /// Creates the books of an account that holds `capital` in cash.
  public init(symbolCount: Int, capital: Money) {
    cash = capital
    deposited = capital
    realizedProfit = .zero
    commissions = .zero
    dividends = .zero
    splitRounding = .zero
    positions = Array(repeating: Position(), count: symbolCount)
    charges = nil
    entitlements = []
  }

  /// Adds money from outside; negative to withdraw.
  public mutating func deposit(_ amount: Money) {
    cash += amount
    deposited += amount
  }

  /// Books a trade of `quantity` signed shares.
  ///
  /// In the position's direction the cost grows; against it the cost shrinks in proportion and the
  /// difference to the proceeds is realised; through zero the rest opens at `price`.
  public mutating func post(_ quantity: Quantity, at price: Price, of symbolIndex: Int) {
    let value = price * quantity
    cash -= value
    var position = positions[symbolIndex]
    let opposes = (position.shares.nanos < 0) != (quantity.nanos < 0)
    if position.isFlat || !opposes {
      position.cost += value
      position.shares += quantity
    } else if quantity.magnitude <= position.shares.magnitude {
      let released = position.cost.share(of: -quantity, in: position.shares)
      realizedProfit += -value - released
      position.cost -= released
      position.shares += quantity
    } else {
      let opened = position.shares + quantity
      let openingValue = price * opened
      realizedProfit += openingValue - value - position.cost
      position.cost = openingValue
      position.shares = opened
    }
    positions[symbolIndex] = position
  }

  /// Charges a commission for a trade in `symbolIndex`.
  public mutating func charge(_ commission: Money, for symbolIndex: Int) {
    cash -= commission
    commissions += commission
    if positions[symbolIndex].isFlat {
      realizedProfit -= commission
    } else {
      positions[symbolIndex].cost += commission
    }
  }

  /// Takes a charge from cash: fees for a trade in `symbolIndex` like a commission, borrow and
  /// interest under headings of their own.
  public mutating func take(
    _ amount: Money, for heading: AccountCharge.Heading, of symbolIndex: Int?
  ) {
    cash -= amount
    var totals = charges ?? ChargeTotals()
    switch heading {
    case .fees:
      totals.fees += amount
      if let symbolIndex, !positions[symbolIndex].isFlat {
        positions[symbolIndex].cost += amount
      } else {
        realizedProfit -= amount
      }
    case .borrow: totals.borrow += amount
    case .financing: totals.financing += amount
    }
    charges = totals
  }

  /// The cost of all positions together.
  public var costOfPositions: Money {
    positions.reduce(into: .zero) { $0 += $1.cost }
  }

  /// Whether the books agree, to the nano.
  public var isBalanced: Bool {
    let carried = charges.map { $0.borrow + $0.financing } ?? .zero
    return cash + costOfPositions + carried
      == deposited + realizedProfit + dividends + splitRounding
  }
}

extension Ledger {
  /// Notes the dividend that today's holders of `symbolIndex` will be paid.
  public mutating func entitle(
    to amount: Price, of symbolIndex: Int, payDate: SessionDate
  ) {
    let shares = positions[symbolIndex].shares
    guard !shares.isZero else { return }
    entitlements.append(
      Entitlement(symbolIndex: symbolIndex, payDate: payDate, amount: amount * shares))
  }

  /// Pays every dividend due on `session` or before.
  ///
  /// - Returns: What was paid, in the order earned.
  public mutating func payDividends(due session: SessionDate) -> [Entitlement] {
    guard entitlements.contains(where: { $0.payDate <= session }) else { return [] }
    let due = entitlements.filter { $0.payDate <= session }
    entitlements.removeAll { $0.payDate <= session }
    for entitlement in due {
      cash += entitlement.amount
      dividends += entitlement.amount
    }
    return due
  }

  /// Applies a split: `ratio` is old shares over new shares, 0.5 for 2-for-1.
  ///
  /// Whole shares stay; the fraction is paid out at the new cost basis. As zipline does, the basis
  /// and the payment are rounded to cents; `splitRounding` holds the difference.
  ///
  /// - Returns: The cash paid for the fraction of a share.
  /// - Precondition: `ratio` is positive and finite.
  @discardableResult
  public mutating func split(_ symbolIndex: Int, ratio: Double) -> Money {
    precondition(ratio > 0 && ratio.isFinite, "A split ratio is positive and finite.")
    let position = positions[symbolIndex]
    guard !position.isFlat else { return .zero }
    let raw = position.shares.double / ratio
    let whole = raw.rounded(.towardZero)
    let basis = (position.cost.double / position.shares.double * ratio).roundedToCents
    let payment = ((raw - whole) * basis).roundedToCents
    guard let shares = Quantity(rounding: whole), let newBasis = Price(rounding: basis),
      let paid = Money(rounding: payment)
    else { preconditionFailure("A split leaves finite shares, basis and payment.") }
    let newCost = newBasis * shares
    cash += paid
    splitRounding += newCost + paid - position.cost
    positions[symbolIndex].shares = shares
    positions[symbolIndex].cost = newCost
    return paid
  }
}
