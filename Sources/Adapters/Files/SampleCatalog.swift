import Chronology
import Market

/// What is known of the sample pack beyond its files: names, splits, universes.
enum SampleCatalog {
  /// The stocks with raw bars. The pack's `GOOG` is the history of today's GOOGL (class A).
  static let stocks: [(ticker: String, name: String)] = [
    ("AAPL", "Apple"), ("FB", "Facebook"), ("GOOG", "Google (class A)"),
    ("IBM", "International Business Machines"), ("MSFT", "Microsoft"),
  ]

  /// The companies with adjusted closes only, under their ticker with `.ADJ` behind it.
  static let largeCaps: [(ticker: String, name: String)] = [
    ("AAPL", "Apple"), ("AMD", "Advanced Micro Devices"), ("BAC", "Bank of America"),
    ("BBY", "Best Buy"), ("CVX", "Chevron"), ("GE", "General Electric"), ("HD", "Home Depot"),
    ("JNJ", "Johnson & Johnson"), ("JPM", "JPMorgan Chase"), ("KO", "Coca-Cola"),
    ("LLY", "Eli Lilly"), ("MRK", "Merck"), ("MSFT", "Microsoft"), ("PEP", "PepsiCo"),
    ("PFE", "Pfizer"), ("PG", "Procter & Gamble"), ("RRC", "Range Resources"),
    ("UNH", "UnitedHealth"), ("WMT", "Walmart"), ("XOM", "Exxon Mobil"),
  ]

  /// The benchmark.
  static let index: Symbol = "^GSPC"

  /// Every split of the raw stocks inside the pack's range.
  ///
  /// Source: the companies' announcements. Each is confirmed by the pack itself: the ratio of
  /// adjusted close to close halves on exactly these sessions and on no other; loading checks it.
  static let splits: [(ticker: String, effectiveOn: String, new: Double, old: Double)] = [
    ("AAPL", "2000-06-21", 2, 1), ("AAPL", "2005-02-28", 2, 1), ("MSFT", "2003-02-18", 2, 1),
  ]

  /// Returns the symbol under which a large cap's adjusted closes are kept.
  static func adjustedSymbol(_ ticker: String) -> Symbol { Symbol(ticker + ".ADJ") }
}
