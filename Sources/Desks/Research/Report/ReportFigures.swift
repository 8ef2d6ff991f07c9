public import Performance
import Trading

/// The figures of a report; nil where undefined.
public struct ReportFigures: Hashable, Sendable, Codable {
  /// Nil when the account was wiped out before the end.
  public let performance: RiskAdjustedReturn?
  /// Nil without a benchmark that has a close on every session.
  public let comparison: BenchmarkComparison?
  /// At 95 %, read off the returns; nil for fewer than 20 sessions. The same for the next two.
  public let historicalTail: TailLoss?
  public let normalTail: TailLoss?
  public let cornishFisherTail: TailLoss?
  public let trades: TradeStatistics
  public let finalEquity: Double?
  /// One-way: half of all traded value over mean equity, a year.
  public let turnoverAnnual: Double?
  /// All commissions, in the account's currency.
  public let commissions: Double
  /// What fills cost against the price before slippage, in the account's currency.
  public let slippage: Double
  /// Fees, impact, borrow and financing; nil when the specification charges none of them.
  public let further: FurtherCosts?
  public let meanExposureGross: Double?
  public let fills: Int
  /// Round trips still open at the end.
  public let openPositions: Int

  public init(
    performance: RiskAdjustedReturn?, comparison: BenchmarkComparison?, historicalTail: TailLoss?,
    normalTail: TailLoss?, cornishFisherTail: TailLoss?, trades: TradeStatistics,
    finalEquity: Double?, turnoverAnnual: Double?, commissions: Double, slippage: Double,
    further: FurtherCosts? = nil, meanExposureGross: Double?, fills: Int, openPositions: Int
  ) {
    self.performance = performance
    self.comparison = comparison
    self.historicalTail = historicalTail
    self.normalTail = normalTail
    self.cornishFisherTail = cornishFisherTail
    self.trades = trades
    self.finalEquity = finalEquity
    self.turnoverAnnual = turnoverAnnual
    self.commissions = commissions
    self.slippage = slippage
    self.further = further
    self.meanExposureGross = meanExposureGross
    self.fills = fills
    self.openPositions = openPositions
  }

  /// Everything paid to trade and to hold, dividends apart, in the account's currency.
  public var costs: Double {
    let held = further.map { $0.fees + $0.impact + $0.borrow + $0.financing }
    return commissions + slippage + (held?.double ?? 0)
  }
}

/// The names under which a record keeps its figures: the stored word, and what trackers show.
public enum RunFigure: String, CaseIterable, Sendable {
  case totalReturn, annualReturn, annualVolatility, sharpe, sharpePerSession, sortino
  case downsideRisk, maximumDrawdown, calmar, omega, tailRatio, stability, skewness, kurtosis
  case alpha, beta, upCapture, downCapture, excessSharpe, correlation
  case valueAtRisk95, expectedShortfall95, normalValueAtRisk95, normalExpectedShortfall95
  case cornishFisherValueAtRisk95, cornishFisherExpectedShortfall95
  case pValue, signFlipPValue, sharpeLow95, sharpeHigh95, probabilisticSharpe
  case minimumTrackRecord, deflatedSharpe, expectedMaximumSharpe, distinctTrials
  case finalEquity, turnoverAnnual, costs, commissions, slippage, meanExposureGross
  case fees, impact, borrow, financing
  case trades, roundTrips, winRate, profitFactor, expectancy
}

extension BacktestReport {
  /// The figures by name, undefined ones left out; those of the trial ledger come with the record.
  public var namedFigures: [RunFigure: Double] {
    let risk = figures.performance
    let versus = figures.comparison
    let luck = significance
    let all: [(RunFigure, Double?)] = [
      (.totalReturn, risk?.totalReturn), (.annualReturn, risk?.annualReturn),
      (.annualVolatility, risk?.annualVolatility), (.sharpe, risk?.sharpe),
      (.sharpePerSession, risk?.sharpePerSession), (.sortino, risk?.sortino),
      (.downsideRisk, risk?.downsideRisk), (.maximumDrawdown, risk?.maximumDrawdown),
      (.calmar, risk?.calmar), (.omega, risk?.omega), (.tailRatio, risk?.tailRatio),
      (.stability, risk?.stability), (.skewness, risk?.skewness), (.kurtosis, risk?.kurtosis),
      (.alpha, versus?.alpha), (.beta, versus?.beta), (.upCapture, versus?.upCapture),
      (.downCapture, versus?.downCapture), (.excessSharpe, versus?.excessSharpe),
      (.correlation, versus?.correlation),
      (.valueAtRisk95, figures.historicalTail?.valueAtRisk),
      (.expectedShortfall95, figures.historicalTail?.expectedShortfall),
      (.normalValueAtRisk95, figures.normalTail?.valueAtRisk),
      (.normalExpectedShortfall95, figures.normalTail?.expectedShortfall),
      (.cornishFisherValueAtRisk95, figures.cornishFisherTail?.valueAtRisk),
      (.cornishFisherExpectedShortfall95, figures.cornishFisherTail?.expectedShortfall),
      (.pValue, luck?.pValue), (.signFlipPValue, luck?.signFlipPValue),
      (.sharpeLow95, luck?.sharpeLow95), (.sharpeHigh95, luck?.sharpeHigh95),
      (.probabilisticSharpe, luck?.probabilisticSharpe),
      (.minimumTrackRecord, luck?.minimumTrackRecord), (.finalEquity, figures.finalEquity),
      (.turnoverAnnual, figures.turnoverAnnual),
      (.costs, figures.costs), (.commissions, figures.commissions),
      (.fees, figures.further?.fees.double), (.impact, figures.further?.impact.double),
      (.borrow, figures.further?.borrow.double),
      (.financing, figures.further?.financing.double),
      (.slippage, figures.slippage), (.meanExposureGross, figures.meanExposureGross),
      (.trades, Double(figures.fills)), (.roundTrips, Double(figures.trades.count)),
      (.winRate, figures.trades.winRate), (.profitFactor, figures.trades.profitFactor),
      (.expectancy, figures.trades.expectancy),
    ]
    return Dictionary(
      uniqueKeysWithValues: all.compactMap { key, value in value.map { (key, $0) } })
  }
}

extension RunRecord {
  /// Returns a figure of the record; nil where it was undefined.
  public func figure(_ name: RunFigure) -> Double? { figures[name.rawValue] }
}
