public import Chronology
public import Market

extension FMPEndpoint where Row == FMPQuote {
  /// The last price of one symbol.
  public static func quote(of symbol: Symbol) -> FMPEndpoint {
    FMPEndpoint(path: "quote", symbol: symbol)
  }

  /// The last prices of several symbols.
  public static func quotes(of symbols: [Symbol]) -> FMPEndpoint {
    FMPEndpoint(path: "batch-quote").with("symbols", symbols.commaSeparated)
  }
}

extension FMPEndpoint where Row == FMPShortQuote {
  /// The last price of one symbol, and little else.
  public static func shortQuote(of symbol: Symbol) -> FMPEndpoint {
    FMPEndpoint(path: "quote-short", symbol: symbol)
  }

  /// The last prices of several symbols, and little else.
  public static func shortQuotes(of symbols: [Symbol]) -> FMPEndpoint {
    FMPEndpoint(path: "batch-quote-short").with("symbols", symbols.commaSeparated)
  }
}

extension FMPEndpoint where Row == FMPSplit {
  /// Splits of one symbol.
  public static func splits(of symbol: Symbol, limit: Int? = nil) -> FMPEndpoint {
    FMPEndpoint(path: "splits", symbol: symbol).with("limit", limit)
  }

  /// Splits of every symbol, asked for a number of days at once.
  public static func splitsCalendar(
    over range: ClosedRange<SessionDate>, days: Int
  ) -> FMPEndpoint {
    FMPEndpoint(
      path: "splits-calendar", paging: .windows(range, days: days, isPaged: true))
  }
}

extension FMPEndpoint where Row == FMPDividend {
  /// Dividends of one symbol.
  public static func dividends(of symbol: Symbol, limit: Int? = nil) -> FMPEndpoint {
    FMPEndpoint(path: "dividends", symbol: symbol).with("limit", limit)
  }

  /// Dividends of every symbol, asked for a number of days at once.
  public static func dividendsCalendar(
    over range: ClosedRange<SessionDate>, days: Int
  ) -> FMPEndpoint {
    FMPEndpoint(
      path: "dividends-calendar", paging: .windows(range, days: days, isPaged: true))
  }
}

extension FMPEndpoint where Row == FMPTreasuryRates {
  /// Yields of US Treasuries.
  public static func treasuryRates(over range: ClosedRange<SessionDate>) -> FMPEndpoint {
    FMPEndpoint(
      path: "treasury-rates", paging: .windows(range, days: 90, isPaged: false))
  }
}

extension FMPEndpoint where Row == FMPIntradayBar {
  /// Bars of parts of days; a long range is cut by the service: see `FMPClient.intraday`.
  static func chart(
    of symbol: Symbol, _ interval: MinuteInterval, over range: ClosedRange<SessionDate>
  ) -> FMPEndpoint {
    FMPEndpoint(path: "historical-chart/\(interval.rawValue)", symbol: symbol)
      .with("from", range.lowerBound).with("to", range.upperBound)
  }
}

extension FMPEndpoint where Row == FMPColumns {
  /// Daily bars of one symbol.
  static func bars(
    of symbol: Symbol, _ form: FMPBarForm, over range: ClosedRange<SessionDate>
  ) -> FMPEndpoint {
    FMPEndpoint(path: form.rawValue, symbol: symbol)
      .with("from", range.lowerBound).with("to", range.upperBound)
  }

  /// The whole market's bars of one session.
  static func marketDay(_ session: SessionDate) -> FMPEndpoint {
    FMPEndpoint(path: "eod-bulk", isCSV: true).with("date", session)
  }
}

extension [Symbol] {
  /// `A,B,C`.
  fileprivate var commaSeparated: String { map(\.ticker).joined(separator: ",") }
}
