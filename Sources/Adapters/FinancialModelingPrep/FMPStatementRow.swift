public import Chronology

/// A company report: its head, and every figure under the service's own name.
///
/// `Anchor` names a figure that every report of the kind has, so that renamed figures are noticed.
public struct FMPStatement<Anchor: FMPStatementAnchor>: FMPRow, Hashable {
  public let symbol: String
  /// The last day of the period.
  public let date: SessionDate
  public let fiscalYear: Int
  /// `FY`, `Q1` to `Q4`.
  public let period: String
  public let reportedCurrency: String?
  public let cik: String?
  public let filingDate: SessionDate?
  /// The day, in New York, on which the regulator took the report in.
  public let acceptedDate: SessionDate?
  /// Figures; those absent are left out.
  public let items: [String: Double]

  public init(_ row: inout FMPRowReader) {
    symbol = row.text("symbol")
    date = row.date("date")
    let year = row.number("fiscalYear")
    fiscalYear = (1...9999).contains(year) ? Int(year) : 0
    if fiscalYear == 0 { row.reject("fiscalYear") }
    period = row.text("period")
    reportedCurrency = row.optionalText("reportedCurrency")
    cik = row.optionalText("cik")
    filingDate = row.optionalDate("filingDate")
    acceptedDate = row.optionalDate("acceptedDate")
    let anchor = row.expectedNumber(Anchor.item)
    var items = row.otherNumbers()
    items[Anchor.item] = anchor
    self.items = items
  }

  /// The day on which the report was public: accepted or filed, the later.
  public var publishedOn: SessionDate? {
    guard let filingDate, let acceptedDate else { return filingDate ?? acceptedDate }
    return max(filingDate, acceptedDate)
  }
}

/// A figure that every report of a kind has.
public protocol FMPStatementAnchor: Sendable, Hashable {
  static var item: String { get }
}

/// Income statements.
public enum FMPIncome: FMPStatementAnchor {
  public static var item: String { "revenue" }
}

/// Balance sheets.
public enum FMPBalance: FMPStatementAnchor {
  public static var item: String { "totalAssets" }
}

/// Cash flow statements.
public enum FMPCashFlow: FMPStatementAnchor {
  public static var item: String { "operatingCashFlow" }
}

/// Ratios.
public enum FMPRatios: FMPStatementAnchor {
  public static var item: String { "netProfitMargin" }
}

/// Key metrics.
public enum FMPKeyMetrics: FMPStatementAnchor {
  public static var item: String { "returnOnEquity" }
}
