/// A subscription of the service: what it covers and how often it may be asked.
public enum FMPPlan: String, Hashable, Sendable, CaseIterable {
  case basic, starter, premium, ultimate

  /// Calls allowed in a minute, in a day for `basic`.
  public var calls: Int {
    switch self {
    case .basic: 250
    case .starter: 300
    case .premium: 750
    case .ultimate: 3000
    }
  }

  /// The stretch of time that `calls` are counted in.
  public var window: Duration { self == .basic ? .seconds(86_400) : .seconds(60) }

  /// The years of history that it covers.
  var years: Int { self == .basic || self == .starter ? 5 : 100 }

  /// Reports in one answer at most.
  var reportLimit: Int { self == .basic ? 5 : 1000 }

  /// Whether it covers a path below `stable/`.
  func covers(_ endpoint: String) -> Bool {
    switch self {
    case .ultimate: return true
    case .premium: return !endpoint.hasSuffix("-bulk")
    case .starter:
      return !endpoint.hasSuffix("-bulk") && !endpoint.hasSuffix("-constituent")
        && endpoint != "historical-chart/1min"
    case .basic:
      return Self.free.contains(endpoint) || endpoint.hasPrefix("historical-price-eod/")
    }
  }

  private static let free: Set<String> = [
    "quote", "quote-short", "profile", "income-statement", "balance-sheet-statement",
    "cash-flow-statement", "dividends", "splits", "search-symbol", "search-name", "search-cik",
    "treasury-rates", "key-metrics", "ratios",
  ]
}
