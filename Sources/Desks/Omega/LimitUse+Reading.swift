import Risk

/// What the risk gate's limits are measured against, as the book stands now.
struct LimitReadings {
  /// Absolute values of the positions, in dollars.
  var positionValues: [Double] = []
  var equity: Double?
  /// Fractions of equity.
  var exposureGross: Double?
  var exposureNet: Double?
  var dayReturn: Double?
  /// Orders let out within the last 60 seconds of market time.
  var recentOrders: Int?
  /// Seconds since the oldest price of a held symbol became known.
  var oldestPrice: Double?
}

extension LimitUse {
  /// Lists every limit in force with what is used of it, in the order of the gate's rules.
  static func all(of limits: RiskLimits, against readings: LimitReadings) -> [LimitUse] {
    let largest = readings.positionValues.max()
    let largestWeight = readings.equity.flatMap { equity in
      equity > 0 ? largest.map { $0 / equity } : nil
    }
    let rows: [(String, String, Unit, Double?, Double?)] = [
      ("orderQuantity", "Shares in one order", .shares, nil, limits.maximumOrderQuantity),
      ("orderValue", "Value of one order", .dollars, nil, limits.maximumOrderValue),
      ("priceCollar", "Distance from the last price", .fraction, nil, limits.priceCollar),
      (
        "positionValue", "Value of one position", .dollars, largest ?? 0,
        limits.maximumPositionValue
      ),
      (
        "positionWeight", "Weight of one position", .fraction, largest == nil ? 0 : largestWeight,
        limits.maximumPositionWeight
      ),
      (
        "grossExposure", "Gross exposure", .fraction, readings.exposureGross,
        limits.maximumGrossExposure
      ),
      (
        "netExposure", "Net exposure", .fraction, readings.exposureNet?.magnitude,
        limits.maximumNetExposure
      ),
      (
        "dailyLoss", "Loss since the open", .fraction, readings.dayReturn.map { max(0, -$0) },
        limits.maximumDailyLoss
      ),
      ("duplicateOrder", "Time between equal orders", .seconds, nil, limits.duplicateWindow),
      (
        "orderRate", "Orders within a minute", .count, readings.recentOrders.map(Double.init),
        limits.maximumOrdersPerMinute.map(Double.init)
      ),
      ("dataFreshness", "Age of prices", .seconds, readings.oldestPrice, limits.maximumDataAge),
    ]
    return rows.compactMap { rule, title, unit, observed, limit in
      limit.map { LimitUse(rule: rule, title: title, unit: unit, observed: observed, limit: $0) }
    }
  }
}
