import Market

/// From what size on something in the data is worth a person's look.
public struct HealthLimits: Hashable, Sendable {
  /// A close this many times the one before, or its inverse, is a jump. Over a gap of `n` sessions
  /// the limit grows with the square root of `n`, in logarithms, as a random walk does.
  public var jump = 1.5
  /// The same for crypto currencies, which move more.
  public var cryptoJump = 3.0
  /// The same for currencies, which move less.
  public var forexJump = 1.2
  /// A move by no more than this is no jump, whatever its ratio: one step of a penny stock.
  public var smallestMove = 0.01
  /// A price that comes back within so many bars is a spike.
  public var longestSpike = 5
  /// A split by less than this changes prices too little to be told from a day's move.
  public var visibleSplit = 1.2
  /// Sessions a series may lag behind before it is stale.
  public var staleAfter = 5
  /// Sessions that may lie between the last bar and the delisting.
  public var delistingSlack = 10
  /// More shares than any stock trades in a day.
  public var absurdVolume = 1e11
  /// A volume this many times the average of the bars before is absurd.
  public var volumeBurst = 5_000.0
  /// Two sources' closes may differ by this part, and returns of adjusted prices too.
  public var disagreement = 0.005
  /// The part of the symbols that trade that must have a bar on a session.
  public var coverage = 0.95
  /// Universes that trade fewer symbols are left to the rule of missing sessions.
  public var smallestUniverse = 20
  /// Findings of one rule for one symbol that are listed one by one.
  public var findingsPerRule = 25

  public init() {}
}

/// How one sort of instrument trades, as far as the rules care.
struct TradingTerms {
  /// On which days there should be a bar.
  let days: TradingDays
  /// The ratio of two closes from which on it is a jump.
  let jump: Double
  /// True when a bar must have open, high and low.
  let hasPrices: Bool
  /// True when a bar must have a volume.
  let hasVolume: Bool
  /// True when a price may be zero or less, as a future's may.
  let mayBeNegative: Bool
  /// True when volumes are numbers of shares.
  let isShares: Bool

  init(
    of instrument: Instrument, _ profile: InstrumentProfile?, days: TradingDays,
    _ limits: HealthLimits
  ) {
    let kind = profile?.kind ?? (instrument.prices == .index ? .index : .stock)
    let isRaw = instrument.prices == .raw
    self.days = days
    hasPrices = isRaw && kind != .fund
    mayBeNegative = kind == .commodity
    isShares = kind == .stock || kind == .etf
    hasVolume = isRaw && (isShares || kind == .crypto)
    jump =
      switch kind {
      case .crypto: limits.cryptoJump
      case .forex: limits.forexJump
      case .stock, .etf, .fund, .index, .commodity: limits.jump
      }
  }
}
