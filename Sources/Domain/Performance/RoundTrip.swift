public import Chronology

/// A position from its first share to its last: flat, held, flat again.
public struct RoundTrip: Hashable, Sendable, Codable {
  /// The instrument's index.
  public let instrument: Int
  public let opened: SessionDate
  public let closed: SessionDate
  /// Sessions from the first fill to the last; 0 within one session.
  public let sessionsHeld: Int
  public let isLong: Bool
  /// What all entries cost, without commissions, in the account's currency; positive.
  public let entryValue: Double
  /// Exits less entries less commissions, in the account's currency; dividends are left out.
  public let profit: Double
}

/// Follows fills and splits and notes each position that came back to nothing.
///
/// A fill that turns a long position short ends one round trip and begins the next; its commission
/// is shared in proportion to the shares.
public struct RoundTripBook: Sendable {
  private struct Holding {
    var shares: Double
    var opened: SessionDate
    var openedIndex: Int
    var entryValue: Double
    /// All shares ever entered, in today's terms.
    var entryShares: Double
    var cash: Double
    var isLong: Bool
  }

  private var holdings: [Int: Holding] = [:]
  /// The finished round trips, in the order in which they finished.
  public private(set) var finished: [RoundTrip] = []

  /// Shares smaller than this are the rounding of a split or a fraction, not a position.
  private static let dust = 1e-9

  public init() {}

  /// Positions that are still held.
  public var openCount: Int { holdings.count }

  /// Takes note of a fill.
  ///
  /// - Parameters:
  ///   - shares: Signed; negative for a sale.
  ///   - price: For one share, positive.
  ///   - commission: Paid for the fill; zero or positive.
  ///   - index: The session's place in the run, from 0.
  public mutating func post(
    instrument: Int, shares: Double, price: Double, commission: Double, on session: SessionDate,
    index: Int
  ) {
    guard var holding = holdings[instrument] else {
      guard shares.magnitude > Self.dust else { return }
      holdings[instrument] = Holding(
        shares: shares, opened: session, openedIndex: index,
        entryValue: shares.magnitude * price, entryShares: shares.magnitude,
        cash: -shares * price - commission,
        isLong: shares > 0)
      return
    }
    if (shares > 0) == holding.isLong {
      holding.shares += shares
      holding.entryValue += shares.magnitude * price
      holding.entryShares += shares.magnitude
      holding.cash -= shares * price + commission
      holdings[instrument] = holding
      return
    }
    let closing = min(shares.magnitude, holding.shares.magnitude)
    let part = commission * closing / shares.magnitude
    let signed = holding.isLong ? -closing : closing
    holding.shares += signed
    holding.cash -= signed * price + part
    holdings[instrument] = holding
    guard holding.shares.magnitude <= Self.dust else { return }
    finished.append(
      RoundTrip(
        instrument: instrument, opened: holding.opened, closed: session,
        sessionsHeld: index - holding.openedIndex, isLong: holding.isLong,
        entryValue: holding.entryValue, profit: holding.cash))
    holdings[instrument] = nil
    post(
      instrument: instrument, shares: shares - signed, price: price, commission: commission - part,
      on: session, index: index)
  }

  /// Applies a split: `ratio` is old shares over new shares, 0.5 for 2-for-1.
  ///
  /// Whole shares stay, as in the ledger; the fraction of one is settled at the mean entry price.
  public mutating func split(instrument: Int, ratio: Double) {
    guard var holding = holdings[instrument] else { return }
    let raw = holding.shares / ratio
    holding.shares = raw.rounded(.towardZero)
    holding.entryShares /= ratio
    holding.cash += (raw - holding.shares) * holding.entryValue / holding.entryShares
    holdings[instrument] = holding
  }
}
