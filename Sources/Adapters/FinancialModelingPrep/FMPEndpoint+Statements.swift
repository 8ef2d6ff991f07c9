public import Market

extension FMPEndpoint where Row == FMPStatement<FMPIncome> {
  /// Reports of one symbol, newest first.
  public static func incomeStatements(
    of symbol: Symbol, isQuarterly: Bool, limit: Int
  ) -> FMPEndpoint {
    FMPEndpoint(path: "income-statement", symbol: symbol).with("limit", limit)
      .with("period", isQuarterly ? "quarter" : "annual")
  }

  /// Every symbol's reports of a year and period (`FY`, `Q1` to `Q4`); needs bulks.
  public static func incomeStatements(ofAll year: Int, period: String) -> FMPEndpoint {
    FMPEndpoint(path: "income-statement-bulk", isCSV: true).with("year", year)
      .with("period", period)
  }
}

extension FMPEndpoint where Row == FMPStatement<FMPBalance> {
  /// Reports of one symbol, newest first.
  public static func balanceSheets(
    of symbol: Symbol, isQuarterly: Bool, limit: Int
  ) -> FMPEndpoint {
    FMPEndpoint(path: "balance-sheet-statement", symbol: symbol).with("limit", limit)
      .with("period", isQuarterly ? "quarter" : "annual")
  }

  /// Every symbol's reports of a year and period (`FY`, `Q1` to `Q4`); needs bulks.
  public static func balanceSheets(ofAll year: Int, period: String) -> FMPEndpoint {
    FMPEndpoint(path: "balance-sheet-statement-bulk", isCSV: true).with("year", year)
      .with("period", period)
  }
}

extension FMPEndpoint where Row == FMPStatement<FMPCashFlow> {
  /// Reports of one symbol, newest first.
  public static func cashFlowStatements(
    of symbol: Symbol, isQuarterly: Bool, limit: Int
  ) -> FMPEndpoint {
    FMPEndpoint(path: "cash-flow-statement", symbol: symbol).with("limit", limit)
      .with("period", isQuarterly ? "quarter" : "annual")
  }

  /// Every symbol's reports of a year and period (`FY`, `Q1` to `Q4`); needs bulks.
  public static func cashFlowStatements(ofAll year: Int, period: String) -> FMPEndpoint {
    FMPEndpoint(path: "cash-flow-statement-bulk", isCSV: true).with("year", year)
      .with("period", period)
  }
}

extension FMPEndpoint where Row == FMPStatement<FMPRatios> {
  /// Reports of one symbol, newest first.
  public static func ratios(of symbol: Symbol, isQuarterly: Bool, limit: Int) -> FMPEndpoint {
    FMPEndpoint(path: "ratios", symbol: symbol).with("limit", limit)
      .with("period", isQuarterly ? "quarter" : "annual")
  }
}

extension FMPEndpoint where Row == FMPStatement<FMPKeyMetrics> {
  /// Reports of one symbol, newest first.
  public static func keyMetrics(
    of symbol: Symbol, isQuarterly: Bool, limit: Int
  ) -> FMPEndpoint {
    FMPEndpoint(path: "key-metrics", symbol: symbol).with("limit", limit)
      .with("period", isQuarterly ? "quarter" : "annual")
  }
}
