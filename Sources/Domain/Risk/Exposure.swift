/// Worst-case exposure of an account, in its currency: every subset of working orders may fill.
public struct WorstCaseExposure: Hashable, Sendable {
  /// The greatest possible sum of absolute position values.
  public let gross: Double
  /// The greatest possible absolute sum of signed position values.
  public let net: Double
  /// The greatest possible absolute value of the position in question.
  public let position: Double

  /// Measures the book, with `extraBuy` and `extraSell` more shares of `symbolIndex` on order.
  ///
  /// For each symbol the shares lie between all sells filling and no buy, and all buys and no sell.
  ///
  /// - Returns: nil when a symbol that counts has no finite price: the exposure is then unknown.
  public init?(
    of context: RiskContext, symbolIndex: Int, extraBuy: Double, extraSell: Double
  ) {
    var gross = 0.0
    var highest = 0.0
    var lowest = 0.0
    var position = 0.0
    for index in context.shares.indices {
      let isSubject = index == symbolIndex
      let most = context.shares[index] + context.workingBuys[index] + (isSubject ? extraBuy : 0)
      let least = context.shares[index] - context.workingSells[index] - (isSubject ? extraSell : 0)
      if most == 0, least == 0 { continue }
      let price = context.references[index]
      guard price.isFinite else { return nil }
      let worst = max(most.magnitude, least.magnitude) * price.magnitude
      gross += worst
      highest += most * price
      lowest += least * price
      if isSubject { position = worst }
    }
    self.gross = gross
    net = max(highest.magnitude, lowest.magnitude)
    self.position = position
    guard gross.isFinite, net.isFinite else { return nil }
  }
}
