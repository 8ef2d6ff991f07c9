/// Every limit of the risk gate. nil means that there is no such limit: said, not forgotten.
///
/// Fractions are of equity unless stated otherwise; amounts are in the account's currency.
public struct RiskLimits: Hashable, Sendable, Codable {
  /// Counts up with each change; every denial and order names it.
  public var version: Int
  /// The greatest value of one order.
  public var maximumOrderValue: Double?
  /// The greatest number of shares of one order.
  public var maximumOrderQuantity: Double?
  /// How far a limit or stop price may lie from the reference price, as a fraction of it; also
  /// demands a reference price for market orders.
  public var priceCollar: Double?
  /// The greatest value of one position, long or short, working orders included.
  public var maximumPositionValue: Double?
  /// The greatest weight of one position, working orders included.
  public var maximumPositionWeight: Double?
  /// The greatest sum of absolute position values, working orders included.
  public var maximumGrossExposure: Double?
  /// The greatest absolute sum of signed position values, working orders included.
  public var maximumNetExposure: Double?
  /// The loss since the session opened at which only reductions pass, as a fraction of the equity
  /// at the open.
  public var maximumDailyLoss: Double?
  /// Seconds within which the same order may not be placed twice.
  public var duplicateWindow: Double?
  /// How many orders may be placed within 60 seconds.
  public var maximumOrdersPerMinute: Int?
  /// The greatest age of a reference price in seconds.
  public var maximumDataAge: Double?
  /// Whether a sale may exceed what is held.
  public var allowShort: Bool
  /// Whether a person's reducing order passes while the desk is halted.
  public var allowReductionsWhenHalted: Bool
  /// Whether orders need an open session.
  public var requireOpenSession: Bool
  /// Whether a strategy needs an approval.
  public var requireApproval: Bool

  public init(
    version: Int, maximumOrderValue: Double?, maximumOrderQuantity: Double?, priceCollar: Double?,
    maximumPositionValue: Double?, maximumPositionWeight: Double?, maximumGrossExposure: Double?,
    maximumNetExposure: Double?, maximumDailyLoss: Double?, duplicateWindow: Double?,
    maximumOrdersPerMinute: Int?, maximumDataAge: Double?, allowShort: Bool,
    allowReductionsWhenHalted: Bool, requireOpenSession: Bool, requireApproval: Bool
  ) {
    self.version = version
    self.maximumOrderValue = maximumOrderValue
    self.maximumOrderQuantity = maximumOrderQuantity
    self.priceCollar = priceCollar
    self.maximumPositionValue = maximumPositionValue
    self.maximumPositionWeight = maximumPositionWeight
    self.maximumGrossExposure = maximumGrossExposure
    self.maximumNetExposure = maximumNetExposure
    self.maximumDailyLoss = maximumDailyLoss
    self.duplicateWindow = duplicateWindow
    self.maximumOrdersPerMinute = maximumOrdersPerMinute
    self.maximumDataAge = maximumDataAge
    self.allowShort = allowShort
    self.allowReductionsWhenHalted = allowReductionsWhenHalted
    self.requireOpenSession = requireOpenSession
    self.requireApproval = requireApproval
  }

  /// The limits of a plain backtest: nothing in the way, as in zipline.
  public static let research = RiskLimits(
    version: 0, maximumOrderValue: nil, maximumOrderQuantity: nil, priceCollar: nil,
    maximumPositionValue: nil, maximumPositionWeight: nil, maximumGrossExposure: nil,
    maximumNetExposure: nil, maximumDailyLoss: nil, duplicateWindow: nil,
    maximumOrdersPerMinute: nil, maximumDataAge: nil, allowShort: true,
    allowReductionsWhenHalted: true, requireOpenSession: false, requireApproval: false)

  /// What is wrong with these limits, one sentence each; empty when they can be used.
  public func faults() -> [String] {
    let numbers: [(String, Double?)] = [
      ("maximumOrderValue", maximumOrderValue), ("maximumOrderQuantity", maximumOrderQuantity),
      ("priceCollar", priceCollar), ("maximumPositionValue", maximumPositionValue),
      ("maximumPositionWeight", maximumPositionWeight),
      ("maximumGrossExposure", maximumGrossExposure), ("maximumNetExposure", maximumNetExposure),
      ("maximumDailyLoss", maximumDailyLoss), ("duplicateWindow", duplicateWindow),
      ("maximumOrdersPerMinute", maximumOrdersPerMinute.map(Double.init)),
      ("maximumDataAge", maximumDataAge),
    ]
    return numbers.compactMap { name, value in
      guard let value, !(value.isFinite && value >= 0) else { return nil }
      return "\(name) is \(value); it must be zero or positive, or null for no limit."
    }
  }
}
