/// Returns `numerator / denominator`, rounded half to even.
///
/// - Precondition: `denominator` is positive.
@inlinable
package func quotientHalfEven(_ numerator: Int128, _ denominator: Int128) -> Int128 {
  precondition(denominator > 0, "A divisor is positive.")
  let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
  return roundedHalfEven(quotient, remainder: remainder, of: denominator)
}

/// Returns `a × b / denominator`, rounded half to even; the product may exceed 128 bits.
///
/// - Precondition: `denominator` is positive; the quotient fits 128 bits.
@inlinable
package func productHalfEven(_ a: Int128, _ b: Int128, over denominator: Int128) -> Int128 {
  let (product, overflows) = a.multipliedReportingOverflow(by: b)
  if !overflows { return quotientHalfEven(product, denominator) }
  precondition(denominator > 0, "A divisor is positive.")
  let (quotient, remainder) = denominator.dividingFullWidth(a.multipliedFullWidth(by: b))
  return roundedHalfEven(quotient, remainder: remainder, of: denominator)
}

/// Moves a truncated quotient to its nearest neighbour; a tie goes to the even one.
@inlinable
package func roundedHalfEven(
  _ quotient: Int128, remainder: Int128, of denominator: Int128
) -> Int128 {
  let distance = remainder.magnitude
  let opposite = denominator.magnitude - distance
  if distance < opposite { return quotient }
  if distance == opposite, quotient & 1 == 0 { return quotient }
  return remainder < 0 ? quotient - 1 : quotient + 1
}

extension Double {
  /// Returns this number times `scale`, rounded half to even on its exact binary value.
  ///
  /// `Double` multiplication rounds once before a plain `rounded()` would round again; the fused
  /// residual undoes the first rounding, so 0.285 × 100 gives 28 (its exact value lies below).
  ///
  /// - Returns: nil when this number is not finite or the result exceeds 126 bits.
  /// - Precondition: `scale` is a positive whole number.
  package func scaledHalfEven(by scale: Double) -> Int128? {
    let product = self * scale
    guard product.isFinite, product.magnitude < 0x1p126 else { return nil }
    // Exact: product + residual = self × scale.
    let residual = (-product).addingProduct(self, scale)
    // From 2^52 on the product is whole and only the residual has a fraction; below, the residual
    // is less than one half and only tips the scales.
    let isLarge = product.magnitude >= 0x1p52
    let fractional = isLarge ? residual : product
    let floor = fractional.rounded(.down)
    let excess = (fractional - floor - 0.5) + (isLarge ? 0 : residual)
    let base = isLarge ? Int128(floor) + Int128(product) : Int128(Int64(floor))
    if excess == 0 { return base & 1 == 0 ? base : base + 1 }
    return excess > 0 ? base + 1 : base
  }

  /// Returns this number rounded to whole hundredths, as Python's `round(x, 2)` does.
  package var roundedToCents: Double {
    guard let cents = scaledHalfEven(by: 100) else { return self }
    return Double(cents) / 100
  }
}
