/// The statements and tables of figures that the service offers, with their fields in order.
enum FMPStatement: String, CaseIterable {
  case income = "income-statement"
  case balance = "balance-sheet-statement"
  case cashFlow = "cash-flow-statement"
  case keyMetrics = "key-metrics"
  case ratios

  /// Metrics and ratios do not say when they became public.
  var hasFilingDate: Bool { self != .keyMetrics && self != .ratios }

  var fields: [String] {
    switch self {
    case .income: Self.incomeFields
    case .balance: Self.balanceFields
    case .cashFlow: Self.cashFlowFields
    case .keyMetrics: Self.keyMetricsFields
    case .ratios: Self.ratiosFields
    }
  }

  private static let incomeFields = [
    "revenue", "costOfRevenue", "grossProfit", "researchAndDevelopmentExpenses",
    "generalAndAdministrativeExpenses", "sellingAndMarketingExpenses",
    "sellingGeneralAndAdministrativeExpenses", "otherExpenses", "operatingExpenses",
    "costAndExpenses", "netInterestIncome", "interestIncome", "interestExpense",
    "depreciationAndAmortization", "ebitda", "ebit", "nonOperatingIncomeExcludingInterest",
    "operatingIncome", "totalOtherIncomeExpensesNet", "incomeBeforeTax", "incomeTaxExpense",
    "netIncomeFromContinuingOperations", "netIncomeFromDiscontinuedOperations",
    "otherAdjustmentsToNetIncome", "netIncome", "netIncomeDeductions", "bottomLineNetIncome",
    "eps", "epsDiluted", "weightedAverageShsOut", "weightedAverageShsOutDil",
  ]

  private static let balanceFields = [
    "cashAndCashEquivalents", "shortTermInvestments", "cashAndShortTermInvestments",
    "netReceivables", "accountsReceivables", "otherReceivables", "inventory", "prepaids",
    "otherCurrentAssets", "totalCurrentAssets", "propertyPlantEquipmentNet", "goodwill",
    "intangibleAssets", "goodwillAndIntangibleAssets", "longTermInvestments", "taxAssets",
    "otherNonCurrentAssets", "totalNonCurrentAssets", "otherAssets", "totalAssets",
    "totalPayables", "accountPayables", "otherPayables", "accruedExpenses", "shortTermDebt",
    "capitalLeaseObligationsCurrent", "taxPayables", "deferredRevenue", "otherCurrentLiabilities",
    "totalCurrentLiabilities", "longTermDebt", "capitalLeaseObligationsNonCurrent",
    "deferredRevenueNonCurrent", "deferredTaxLiabilitiesNonCurrent", "otherNonCurrentLiabilities",
    "totalNonCurrentLiabilities", "otherLiabilities", "capitalLeaseObligations",
    "totalLiabilities", "treasuryStock", "preferredStock", "commonStock", "retainedEarnings",
    "additionalPaidInCapital", "accumulatedOtherComprehensiveIncomeLoss",
    "otherTotalStockholdersEquity", "totalStockholdersEquity", "totalEquity", "minorityInterest",
    "totalLiabilitiesAndTotalEquity", "totalInvestments", "totalDebt", "netDebt",
  ]

  private static let cashFlowFields = [
    "netIncome", "depreciationAndAmortization", "deferredIncomeTax", "stockBasedCompensation",
    "changeInWorkingCapital", "accountsReceivables", "inventory", "accountsPayables",
    "otherWorkingCapital", "otherNonCashItems", "netCashProvidedByOperatingActivities",
    "investmentsInPropertyPlantAndEquipment", "acquisitionsNet", "purchasesOfInvestments",
    "salesMaturitiesOfInvestments", "otherInvestingActivities",
    "netCashProvidedByInvestingActivities", "netDebtIssuance", "longTermNetDebtIssuance",
    "shortTermNetDebtIssuance", "netStockIssuance", "netCommonStockIssuance",
    "commonStockIssuance", "commonStockRepurchased", "netPreferredStockIssuance",
    "netDividendsPaid", "commonDividendsPaid", "preferredDividendsPaid",
    "otherFinancingActivities", "netCashProvidedByFinancingActivities",
    "effectOfForexChangesOnCash", "netChangeInCash", "cashAtEndOfPeriod",
    "cashAtBeginningOfPeriod", "operatingCashFlow", "capitalExpenditure", "freeCashFlow",
    "incomeTaxesPaid", "interestPaid",
  ]

  private static let keyMetricsFields = [
    "marketCap", "enterpriseValue", "evToSales", "evToOperatingCashFlow", "evToFreeCashFlow",
    "evToEBITDA", "netDebtToEBITDA", "grahamNumber", "grahamNetNet", "earningsYield",
    "freeCashFlowYield", "currentRatio", "incomeQuality", "taxBurden", "interestBurden",
    "workingCapital", "investedCapital", "returnOnAssets", "operatingReturnOnAssets",
    "returnOnTangibleAssets", "returnOnEquity", "returnOnInvestedCapital",
    "returnOnCapitalEmployed", "capexToOperatingCashFlow", "capexToDepreciation",
    "capexToRevenue", "salesGeneralAndAdministrativeToRevenue",
    "researchAndDevelopementToRevenue", "stockBasedCompensationToRevenue",
    "intangiblesToTotalAssets", "averageReceivables", "averagePayables", "averageInventory",
    "daysOfSalesOutstanding", "daysOfPayablesOutstanding", "daysOfInventoryOutstanding",
    "operatingCycle", "cashConversionCycle", "freeCashFlowToEquity", "freeCashFlowToFirm",
    "tangibleAssetValue", "netCurrentAssetValue",
  ]

  private static let ratiosFields = [
    "grossProfitMargin", "ebitMargin", "ebitdaMargin", "operatingProfitMargin",
    "pretaxProfitMargin", "continuousOperationsProfitMargin", "netProfitMargin",
    "bottomLineProfitMargin", "receivablesTurnover", "payablesTurnover", "inventoryTurnover",
    "fixedAssetTurnover", "assetTurnover", "currentRatio", "quickRatio", "solvencyRatio",
    "cashRatio", "priceToEarningsRatio", "priceToEarningsGrowthRatio",
    "forwardPriceToEarningsGrowthRatio", "priceToBookRatio", "priceToSalesRatio",
    "priceToFreeCashFlowRatio", "priceToOperatingCashFlowRatio", "enterpriseValueMultiple",
    "debtToAssetsRatio", "debtToEquityRatio", "debtToCapitalRatio", "longTermDebtToCapitalRatio",
    "financialLeverageRatio", "dividendPayoutRatio", "dividendYield", "revenuePerShare",
    "netIncomePerShare", "bookValuePerShare", "freeCashFlowPerShare", "effectiveTaxRate",
    "dividendPerShare",
  ]
}
