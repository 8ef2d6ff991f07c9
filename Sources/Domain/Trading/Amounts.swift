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
