import Chronology
import Market

/// Company reports made up out of a listing's key: quarters and fiscal years with the dates on which
/// they became public, some of them restated later.
struct FMPReports: Sendable {
  /// One period's report, as it stands on an evening.
  struct Report {
    let end: SessionDate
    /// `Q1` to `Q4`, or `FY`.
    let period: String
    let year: Int
    let filed: SessionDate
    /// 1, or what a restatement has made of it.
    let restated: Double
  }

  let market: any RehearsedMarket

  /// The reports that were public by `through`, newest first.
  func reports(
    of listing: RehearsedListing, through: SessionDate, periods: Set<String>
  ) -> [Report] {
    guard listing.shares != nil else { return [] }
    let last = min(through, listing.last ?? through)
    var reports: [Report] = []
    var year = last.civil.year
    let earliest = market.firstSession.advanced(by: -366)
    while year >= earliest.civil.year {
      for quarter in (1...4).reversed() {
        guard
          let end = SessionDate(
            year: year, month: quarter * 3, day: quarter == 1 || quarter == 4 ? 31 : 30),
          end >= earliest, end >= listing.first.advanced(by: -366), end <= last
        else { continue }
        for period in quarter == 4 ? ["FY", "Q4"] : ["Q\(quarter)"] where periods.contains(period) {
          if let report = report(of: listing, end, period, year, through) { reports.append(report) }
        }
      }
      year -= 1
    }
    return reports
  }

  private func report(
    of listing: RehearsedListing, _ end: SessionDate, _ period: String, _ year: Int,
    _ through: SessionDate
  ) -> Report? {
    let draw = spread(listing.key ^ UInt64(bitPattern: Int64(end.day)))
    let filed = end.advanced(by: (period == "FY" || period == "Q4" ? 55 : 30) + Int(draw % 14))
    guard filed <= through else { return nil }
    // One period in thirty is restated half a year later, by a few percent.
    let again = filed.advanced(by: 180)
    if draw >> 16 & 0xFF < 9, again <= through {
      return Report(
        end: end, period: period, year: year, filed: again,
        restated: 0.93 + 0.04 * Double(draw >> 32 & 1))
    }
    return Report(end: end, period: period, year: year, filed: filed, restated: 1)
  }

  /// The row of a report for a path.
  func row(_ report: Report, of listing: RehearsedListing, statement: FMPStatement) -> FMPRows.Row {
    let (end, year) = (report.end.description, String(report.year))
    var row: FMPRows.Row
    if statement.hasFilingDate {
      let draw = spread(listing.key ^ UInt64(bitPattern: Int64(report.end.day)) ^ 7)
      row = [
        ("date", .text(end)), ("symbol", .text(listing.ticker)),
        ("reportedCurrency", .text(listing.currency)), ("cik", .text(FMPIdentity.cik(listing))),
        ("filingDate", .text(report.filed.description)),
        ("acceptedDate", .text("\(report.filed) \(draw % 2 == 0 ? "16:31:05" : "06:02:41")")),
        ("fiscalYear", .text(year)), ("period", .text(report.period)),
      ]
    } else {
      row = [
        ("symbol", .text(listing.ticker)), ("date", .text(end)), ("fiscalYear", .text(year)),
        ("period", .text(report.period)), ("reportedCurrency", .text(listing.currency)),
      ]
    }
    let books = FMPBooks(listing, report)
    for field in statement.fields {
      row.append((field, .number(books.value(field, in: statement))))
    }
    return row
  }
}

/// What a company's books say of one period.
struct FMPBooks {
  private let key: UInt64
  private let quarters: [Int32]
  private let shares: Double
  private let restated: Double

  init(_ listing: RehearsedListing, _ report: FMPReports.Report) {
    key = listing.key
    shares = listing.shares ?? 0
    restated = report.restated
    let day = report.end.day
    quarters = report.period == "FY" ? [day - 274, day - 183, day - 92, day] : [day]
  }

  func value(_ field: String, in statement: FMPStatement) -> Double {
    switch statement {
    case .income, .cashFlow:
      if field.hasPrefix("weightedAverage") { return shares }
      let sum = quarters.reduce(0) { $0 + flow(field, quarter: $1) }
      return field.hasPrefix("eps") ? sum : sum.rounded()
    case .balance: return stock(field, quarter: quarters[quarters.count - 1]).rounded()
    case .keyMetrics, .ratios:
      let share = fraction(field, quarters[quarters.count - 1])
      return field == "marketCap"
        ? (shares * 20 * (1 + share)).rounded() : (share * 1e5).rounded() / 1e5
    }
  }

  /// A number from 0 to 1 for a field and a quarter.
  private func fraction(_ field: String, _ quarter: Int32) -> Double {
    var hash = key
    for byte in field.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Double(spread(hash ^ UInt64(UInt32(bitPattern: quarter))) >> 11) * 0x1p-53
  }

  private func revenue(_ quarter: Int32) -> Double {
    let growth = 1 + 0.06 * Double(quarter - 10_000) / 365
    return
      (shares * (1 + Double(key % 7)) * max(growth, 0.2)
      * (0.95 + 0.1 * fraction("revenue", quarter)) * restated).rounded()
  }

  private func flow(_ field: String, quarter: Int32) -> Double {
    let sales = revenue(quarter)
    let cost = (sales * (0.45 + 0.2 * fraction("costOfRevenue", quarter))).rounded()
    let operating = (sales * (0.15 + 0.15 * fraction("operatingExpenses", quarter))).rounded()
    let tax = ((sales - cost - operating) * 0.21).rounded()
    let net = sales - cost - operating - tax
    switch field {
    case "revenue": return sales
    case "costOfRevenue": return cost
    case "grossProfit": return sales - cost
    case "operatingExpenses": return operating
    case "costAndExpenses": return cost + operating
    case "operatingIncome", "ebit", "incomeBeforeTax": return sales - cost - operating
    case "incomeTaxExpense": return tax
    case "netIncome", "bottomLineNetIncome", "netIncomeFromContinuingOperations": return net
    case "eps", "epsDiluted": return shares > 0 ? (net / shares * 1e4).rounded() / 1e4 : 0
    case "netIncomeFromDiscontinuedOperations", "otherAdjustmentsToNetIncome",
      "netIncomeDeductions":
      return 0
    default: return (sales * (0.2 * fraction(field, quarter) - 0.02)).rounded()
    }
  }

  private func stock(_ field: String, quarter: Int32) -> Double {
    let sales = revenue(quarter)
    let assets = sales * (4 + 2 * fraction("totalAssets", quarter))
    let liabilities = assets * (0.4 + 0.2 * fraction("totalLiabilities", quarter))
    switch field {
    case "totalAssets", "totalLiabilitiesAndTotalEquity": return assets
    case "totalLiabilities": return liabilities
    case "totalEquity", "totalStockholdersEquity": return assets - liabilities
    case "totalCurrentAssets": return assets * 0.4
    case "totalNonCurrentAssets": return assets * 0.6
    case "totalCurrentLiabilities": return liabilities * 0.5
    case "totalNonCurrentLiabilities": return liabilities * 0.5
    default: return sales * fraction(field, quarter)
    }
  }
}
