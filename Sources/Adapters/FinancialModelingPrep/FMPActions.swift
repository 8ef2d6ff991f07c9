import Chronology
import Market

/// Turns rows of splits and dividends into corporate actions.
enum FMPActions {
  /// - Throws: `malformed` when terms are not positive, or one day has two different splits.
  static func splits(
    _ rows: [FMPSplit], of symbol: Symbol
  ) throws(MarketDataError) -> [CorporateAction] {
    var byDate: [SessionDate: FMPSplit] = [:]
    for row in rows {
      guard row.numerator > 0, row.denominator > 0 else {
        throw MarketDataError(
          .malformed,
          "FMP splits of \(symbol) on \(row.date): \(row.numerator) for \(row.denominator).")
      }
      if let other = byDate[row.date], other != row {
        throw MarketDataError(
          .malformed,
          "FMP splits of \(symbol): two on \(row.date), \(other.numerator):\(other.denominator) and "
            + "\(row.numerator):\(row.denominator).")
      }
      byDate[row.date] = row
    }
    return byDate.values.map { row in
      CorporateAction(
        symbol: symbol, effectiveOn: row.date,
        kind: .split(new: row.numerator, old: row.denominator))
    }
  }

  /// Rows repeated to the letter count once; different ones of one ex-date (a special dividend beside
  /// the regular one) are added up. Without a payment date the ex-date stands in for it.
  ///
  /// - Throws: `malformed` when an amount is missing or negative.
  static func dividends(
    _ rows: [FMPDividend], of symbol: Symbol
  ) throws(MarketDataError) -> [CorporateAction] {
    var seen: Set<FMPDividend> = []
    var byDate: [SessionDate: (amount: Double, payDate: SessionDate)] = [:]
    for row in rows where seen.insert(row).inserted {
      guard row.dividend >= 0 else {
        throw MarketDataError(
          .malformed, "FMP dividends of \(symbol) on \(row.date): the amount is \(row.dividend).")
      }
      let payDate = row.paymentDate ?? row.date
      let other = byDate[row.date] ?? (amount: 0, payDate: payDate)
      byDate[row.date] = (other.amount + row.dividend, max(other.payDate, payDate))
    }
    return byDate.filter { $0.value.amount > 0 }.map { date, dividend in
      CorporateAction(
        symbol: symbol, effectiveOn: date,
        kind: .dividend(amount: dividend.amount, payDate: dividend.payDate))
    }
  }
}
