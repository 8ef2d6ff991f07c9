public import Chronology
public import Market

/// Real bars out of installable packages: the provider of a first run, of demonstrations and tests.
///
/// Three kinds of instruments, none of them current:
///
/// - five stocks with raw daily bars, their splits and dividends (2000 to 2013);
/// - twenty large companies with adjusted closes only (1990 to 2022), named `AAPL.ADJ` and so on;
/// - the S&P 500 index, `^GSPC` (1990 to 2022).
///
/// `scripts/fetch-sample.sh` puts the files in place, with a manifest of their sources and licences.
public struct SamplePack: MarketDataProvider {
  /// `sample`.
  public let name = "sample"

  private let listed: [Instrument]
  private let series: [Symbol: BarSeries]
  private let actions: [Symbol: [CorporateAction]]
  private let adjustedCloses: [Symbol: [Double]]

  /// Reads the pack from its folder.
  ///
  /// - Throws: `unreachable` when a file is not there; `malformed` with file and line when one is not
  ///   what it should be.
  /// - Complexity: Reads 2 MB and keeps about 12 MB.
  public init(directory: String) throws(MarketDataError) {
    let contents = try SampleFiles(directory: directory).read()
    listed = contents.instruments.sorted { $0.symbol < $1.symbol }
    series = contents.series
    actions = contents.actions
    adjustedCloses = contents.adjustedCloses
  }

  /// The named lists of symbols that the pack offers.
  public static let universes: [Universe] = [
    Universe(
      name: "sample.raw",
      title: "Sample: 5 stocks, raw daily bars with splits and dividends, end 2013-03-01",
      symbols: SampleCatalog.stocks.map { Symbol($0.ticker) }),
    Universe(
      name: "sample.large-caps",
      title: "Sample: 20 large companies, adjusted closes only, end 2022-12-28",
      symbols: SampleCatalog.largeCaps.map { SampleCatalog.adjustedSymbol($0.ticker) }),
  ]

  /// The symbol of the S&P 500 index.
  public static let benchmark: Symbol = SampleCatalog.index

  /// Returns the words that must stand beside anything shown from this pack.
  ///
  /// - Parameter last: The last session shown.
  public static func label(endingOn last: SessionDate) -> String { "Sample data, ends \(last)" }

  public func instruments() async throws(MarketDataError) -> [Instrument] { listed }

  public func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedBars {
    guard let series = series[symbol] else { throw unknown(symbol) }
    return FetchedBars(series.within(sessions))
  }

  public func corporateActions(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction] {
    guard series[symbol] != nil else { throw unknown(symbol) }
    return (actions[symbol] ?? []).filter { sessions.contains($0.effectiveOn) }
  }

  /// The first and last session of any instrument.
  public var span: ClosedRange<SessionDate> {
    let firsts = listed.compactMap { series[$0.symbol]?.sessions.first }
    let lasts = listed.compactMap { series[$0.symbol]?.sessions.last }
    guard let first = firsts.min(), let last = lasts.max() else {
      preconditionFailure("A pack that was read has bars.")
    }
    return first...last
  }

  /// Returns the source's own adjusted closes of a raw stock, to check ours against; nil for others.
  public func sourceAdjustedCloses(of symbol: Symbol) -> [Double]? { adjustedCloses[symbol] }

  private func unknown(_ symbol: Symbol) -> MarketDataError {
    MarketDataError(.unknownSymbol, "The sample pack does not hold \(symbol).")
  }
}
