/// A number of shares or contracts; negative for a short position.
@frozen
public struct Quantity: FixedPoint {
  public let nanos: Int128
  @inlinable public init(nanos: Int128) { self.nanos = nanos }
}

/// What one share costs, in the instrument's currency.
@frozen
public struct Price: FixedPoint {
  public let nanos: Int128
  @inlinable public init(nanos: Int128) { self.nanos = nanos }
}

/// An amount of the account's currency.
@frozen
public struct Money: FixedPoint {
  public let nanos: Int128
  @inlinable public init(nanos: Int128) { self.nanos = nanos }
}

extension FixedPoint {
  /// Creates a whole number.
  @inlinable public init(_ whole: Int) { self.init(nanos: Int128(whole) * 1_000_000_000) }

  /// Creates the number nearest to `value` at nine places, half to even on its exact binary value.
  ///
  /// - Returns: nil when `value` is NaN, infinite, or beyond 10^28.
  public init?(rounding value: Double) {
    guard value.magnitude < 1e28, let nanos = value.scaledHalfEven(by: 1e9) else { return nil }
    self.init(nanos: nanos)
  }

  /// Whether this is zero.
  @inlinable public var isZero: Bool { nanos == 0 }
}

extension Price {
  /// Returns what `quantity` costs at this price, rounded half to even at nine places.
  @inlinable
  public static func * (price: Price, quantity: Quantity) -> Money {
    Money(nanos: productHalfEven(price.nanos, quantity.nanos, over: 1_000_000_000))
  }
}

extension Money {
  /// Returns the amount for each of `quantity`, rounded half to even at nine places.
  ///
  /// - Precondition: `quantity` is not zero.
  @inlinable
  public static func / (amount: Money, quantity: Quantity) -> Price {
    precondition(quantity.nanos != 0, "An amount is divided by some shares.")
    let sign: Int128 = quantity.nanos < 0 ? -1 : 1
    return Price(
      nanos: productHalfEven(amount.nanos * sign, 1_000_000_000, over: quantity.nanos * sign))
  }

  /// Returns the part of this amount that falls on `part` of `whole`, rounded half to even.
  ///
  /// - Precondition: `whole` is not zero.
  @inlinable
  public func share(of part: Quantity, in whole: Quantity) -> Money {
    precondition(whole.nanos != 0, "A share is taken of some whole.")
    let sign: Int128 = whole.nanos < 0 ? -1 : 1
    return Money(nanos: productHalfEven(nanos, part.nanos * sign, over: whole.nanos * sign))
  }
}

extension Quantity {
  /// Returns this number of shares towards `side`: positive to buy, negative to sell.
  @inlinable
  public func signed(_ side: Side) -> Quantity { side == .buy ? self : -self }
}
