public import Chronology

/// How long a bar lasts.
public enum BarInterval: Hashable, Sendable, Codable {
  case minutes(Int)
  case day
}

/// One instrument's daily bars in columns, raw as traded, oldest first, at most one a session.
///
/// A missing value is NaN: a close-only series has NaN for open, high, low and volume.
/// Units: prices in the instrument's currency, volume in shares.
public struct BarSeries: Hashable, Sendable {
  public let symbol: Symbol
  public private(set) var sessions: [SessionDate]
  public private(set) var open: [Double]
  public private(set) var high: [Double]
  public private(set) var low: [Double]
  public private(set) var close: [Double]
  public private(set) var volume: [Double]

  /// Creates a series from columns of equal length.
  ///
  /// - Precondition: Columns have one length; sessions rise strictly.
  public init(
    symbol: Symbol, sessions: [SessionDate], open: [Double], high: [Double], low: [Double],
    close: [Double], volume: [Double]
  ) {
    let count = sessions.count
    precondition(open.count == count, "The open column has one value a session.")
    precondition(high.count == count, "The high column has one value a session.")
    precondition(low.count == count, "The low column has one value a session.")
    precondition(close.count == count, "The close column has one value a session.")
    precondition(volume.count == count, "The volume column has one value a session.")
    for index in sessions.indices.dropFirst() {
      precondition(sessions[index - 1] < sessions[index], "Sessions rise strictly.")
    }
    self.symbol = symbol
    self.sessions = sessions
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }

  /// The number of bars.
  public var count: Int { sessions.count }

  /// True when the series holds closes and nothing else.
  public var isCloseOnly: Bool { !volume.contains { !$0.isNaN } }
}
