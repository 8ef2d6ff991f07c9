public import Chronology
public import Market

/// Something wrong that a market holds on purpose.
public struct PlantedFault: Hashable, Sendable, Codable {
  /// What is wrong.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// One to ten sessions without a bar.
    case gap
    /// A split is announced and the prices do not show it.
    case silentSplit = "silent-split"
    /// One session's prices are ten times too high.
    case jump
    /// A session's prices are two percent too high until two sessions later.
    case lateCorrection = "late-correction"
    /// A true split, effective on a session that is still to come.
    case comingSplit = "coming-split"
    /// Delisted, and its bars end 80 sessions before that.
    case earlyEnd = "early-end"
    /// Two rows of one session with different values.
    case duplicate
    case nullVolume = "null-volume"
    /// A volume above 2^63.
    case absurdVolume = "absurd-volume"
    case zeroPrice = "zero-price"
    case negativePrice = "negative-price"
    case highBelowLow = "high-below-low"
    case closeOutside = "close-outside"
    /// The oldest row comes first.
    case reversed
    /// A row's numbers are written as text.
    case textNumbers = "text-numbers"
    /// A row with a word where the close must be.
    case wordForNumber = "word-for-number"
    /// A row of a day on which the exchange was closed.
    case closedDay = "closed-day"
    /// Still listed, and its bars end 30 sessions before the market's last session.
    case stale
    /// A bar that is missing until three sessions later.
    case lateBar = "late-bar"
  }

  public let kind: Kind
  public let symbol: Symbol
  /// The first session concerned.
  public let session: SessionDate
  /// Sessions concerned.
  public let count: Int
  /// The rule of the health check that must find it; nil when a nightly run must pick it up.
  public let rule: String?
  /// The note that the provider's reader must leave; nil when it need not see anything.
  public let note: String?
  /// Rules that may rightly find it too.
  public let also: [String]

  public init(_ kind: Kind, symbol: Symbol, session: SessionDate, count: Int) {
    self.kind = kind
    self.symbol = symbol
    self.session = session
    self.count = count
    (rule, note, also) = Self.expectations(of: kind)
  }

  private static func expectations(of kind: Kind) -> (String?, String?, [String]) {
    switch kind {
    case .gap: ("missing-session", nil, [])
    case .silentSplit: ("split-without-jump", nil, ["unexplained-jump", "adjustment-disagreement"])
    case .jump: ("unexplained-jump", nil, [])
    case .lateCorrection, .comingSplit: (nil, nil, [])
    case .lateBar: (nil, nil, ["missing-session", "thin-coverage"])
    case .earlyEnd: ("delisted-without-last-price", nil, ["stale-series"])
    case .duplicate: ("duplicate-session", "duplicate-session", [])
    case .nullVolume: ("odd-volume", "missing-volume", ["odd-answer"])
    case .absurdVolume: ("odd-volume", nil, ["odd-answer"])
    case .zeroPrice, .negativePrice: ("bad-value", nil, ["impossible-action"])
    case .highBelowLow, .closeOutside: ("price-order", nil, [])
    case .reversed: ("odd-answer", "unexpected-order", [])
    case .textNumbers: ("odd-answer", "text-number", [])
    case .wordForNumber: ("odd-answer", "unreadable-row", ["missing-session"])
    case .closedDay: ("closed-day", nil, [])
    case .stale: ("stale-series", nil, [])
    }
  }
}

/// How many faults of each kind a market holds.
public struct PlantedFaults: Hashable, Sendable {
  public var counts: [PlantedFault.Kind: Int]

  public init(counts: [PlantedFault.Kind: Int]) { self.counts = counts }

  /// Nothing is wrong.
  public static let none = PlantedFaults(counts: [:])

  /// Some of every kind, 304 in all.
  public static let standard = each(16)

  /// As many of every kind.
  public static func each(_ count: Int) -> PlantedFaults {
    PlantedFaults(
      counts: Dictionary(
        uniqueKeysWithValues: PlantedFault.Kind.allCases.map {
          ($0, count)
        }))
  }
}
