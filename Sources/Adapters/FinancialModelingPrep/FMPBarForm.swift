/// In which terms a path states daily prices.
public enum FMPBarForm: String, Hashable, Sendable, CaseIterable {
  /// As traded.
  case raw = "historical-price-eod/non-split-adjusted"
  /// Divided by every split since, with change and an average price.
  case splitAdjusted = "historical-price-eod/full"
  /// Close and volume only, split-adjusted.
  case light = "historical-price-eod/light"
  /// Adjusted for splits and dividends.
  case dividendAdjusted = "historical-price-eod/dividend-adjusted"

  /// The names of symbol, date, close, volume, open, high, low in this order.
  ///
  /// The raw path calls its prices adjusted although they are as traded.
  var fields: [String] {
    switch self {
    case .raw, .dividendAdjusted:
      ["symbol", "date", "adjClose", "volume", "adjOpen", "adjHigh", "adjLow"]
    case .splitAdjusted: ["symbol", "date", "close", "volume", "open", "high", "low"]
    case .light: ["symbol", "date", "price", "volume"]
    }
  }
}
