public import Chronology
import Kernels
public import Market

/// A whole market out of a seed: listings, bars, corporate actions, and faults where they are wanted.
///
/// A pure function of its arguments with random access: a bar costs a fixed number of steps whatever
/// its session, so that a history is O(sessions) and a day of the whole market O(listings). A price is
/// a base times *e* to the sum of four slow waves and a little noise; raw prices fall and rise with the
/// splits. Everything is in whole cents on the sessions of the New York Stock Exchange. It goes on
/// for three years after its last session, for rehearsals of the days to come.
public struct GeneratedMarket: RehearsedMarket {
  /// What a year has.
  static let sessionsPerYear = 252
  private static let yearsToCome = 3

  public let firstSession: SessionDate
  public let lastSession: SessionDate
  public let planted: [PlantedFault]
  let calendar: TradingCalendar
  let axis: SessionAxis
  /// The number of `lastSession`.
  let lastNumber: Int
  let traits: [GeneratedTraits]
  private let byTicker: [String: [Int32]]

  /// Generates a market.
  ///
  /// - Parameters:
  ///   - symbols: The listings, those that end or begin some day included; up to 400,000.
  ///   - years: The history before `through`, 252 sessions a year.
  ///   - through: The last session that is shown at first; the session before, if it is none.
  ///   - faults: What is wrong on purpose; a stock has one fault at most, so few stocks hold few.
  /// - Complexity: O(symbols), about a microsecond and 300 bytes each.
  public init(
    seed: UInt64, symbols: Int, years: Int, through: SessionDate, faults: PlantedFaults
  ) {
    precondition((1...400_000).contains(symbols), "A market has 1 to 400,000 listings.")
    precondition(years > 0, "A market has a history.")
    let calendar = TradingCalendar.xnys
    let past = calendar.sessions(in: calendar.bounds.lowerBound...through)
      .suffix(years * Self.sessionsPerYear)
    precondition(!past.isEmpty, "A market's last session lies after 1990-01-01.")
    let end = through.advanced(by: Self.yearsToCome * 366)
    let coming = calendar.sessions(in: through.advanced(by: 1)...end)
    let axis = SessionAxis(Array(past) + coming)
    let lastNumber = past.count - 1
    var traits = (0..<symbols).map { index in
      GeneratedTraits(
        seed: seed, index: index, lastNumber: lastNumber, sessions: axis.sessions.count)
    }
    GeneratedTraits.reuseTickers(in: &traits)
    let planted = GeneratedTraits.plant(
      faults, in: &traits, seed: seed, axis: axis, lastNumber: lastNumber, calendar: calendar)
    var byTicker: [String: [Int32]] = [:]
    byTicker.reserveCapacity(symbols)
    for (index, own) in traits.enumerated() {
      byTicker[own.ticker, default: []].append(Int32(index))
      if let old = own.oldTicker { byTicker[old, default: []].append(Int32(index)) }
    }
    self.calendar = calendar
    self.axis = axis
    self.lastNumber = lastNumber
    self.traits = traits
    self.planted = planted
    self.byTicker = byTicker
    firstSession = axis.sessions[0]
    lastSession = axis.sessions[lastNumber]
  }

  public var listingCount: Int { traits.count }

  public func index(of ticker: String, through: SessionDate) -> Int? {
    guard let candidates = byTicker[ticker] else { return nil }
    let now = axis.number(upTo: through)
    // The one that trades goes before one that has gone, and the younger before the older.
    let known = candidates.map { Int($0) }.filter {
      traits[$0].first <= now && traits[$0].ticker(at: now) == ticker
    }
    return known.max { (traits[$0].last, traits[$0].first) < (traits[$1].last, traits[$1].first) }
  }

  public func life(
    at index: Int, through: SessionDate
  ) -> (first: SessionDate, last: SessionDate?)? {
    let own = traits[index]
    let now = axis.number(upTo: through)
    guard own.first <= now else { return nil }
    return (axis.sessions[own.first], own.last < now ? axis.sessions[own.last] : nil)
  }

  public func ticker(at index: Int, through: SessionDate) -> String {
    traits[index].ticker(at: axis.number(upTo: through))
  }

  public func symbolChanges(through: SessionDate) -> [SymbolChange] {
    let now = axis.number(upTo: through)
    return traits.compactMap { own -> SymbolChange? in
      guard let old = own.oldTicker, own.changedAt <= now, own.first <= now else { return nil }
      return SymbolChange(
        on: axis.sessions[own.changedAt], old: Symbol(old), new: Symbol(own.ticker), name: own.name)
    }.sorted { ($0.on, $0.new) < ($1.on, $1.new) }
  }
}

/// Spreads the bits of a number (the finaliser of SplitMix64).
@inline(__always)
func spread(_ value: UInt64) -> UInt64 {
  var z = value &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
