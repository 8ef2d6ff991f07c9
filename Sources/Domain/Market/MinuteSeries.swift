public import Chronology

/// One symbol's bars within sessions, oldest first; prices in its currency, volume in shares.
public struct MinuteSeries: Hashable, Sendable {
  public let symbol: Symbol
  /// How long a bar lasts.
  public let minutes: Int
  /// When each bar begins, rising strictly, to the microsecond; shape: bars.
  public let opensAt: [Timestamp]
  public let open: [Double]
  public let high: [Double]
  public let low: [Double]
  public let close: [Double]
  public let volume: [Double]

  /// - Precondition: Columns have one length and instants rise strictly.
  public init(
    symbol: Symbol, minutes: Int, opensAt: [Timestamp], open: [Double], high: [Double],
    low: [Double], close: [Double], volume: [Double]
  ) {
    for column in [open, high, low, close, volume] {
      precondition(column.count == opensAt.count, "A column has one value a bar.")
    }
    precondition(zip(opensAt, opensAt.dropFirst()).allSatisfy { $0 < $1 }, "Instants rise.")
    self.symbol = symbol
    self.minutes = minutes
    self.opensAt = opensAt
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

/// How long a bar within a session lasts, in the words that providers use.
public enum MinuteInterval: String, Hashable, Sendable, Codable, CaseIterable {
  case oneMinute = "1min"
  case fiveMinutes = "5min"
  case fifteenMinutes = "15min"
  case thirtyMinutes = "30min"
  case oneHour = "1hour"
  case fourHours = "4hour"

  /// The length as a number.
  public var minutes: Int {
    switch self {
    case .oneMinute: 1
    case .fiveMinutes: 5
    case .fifteenMinutes: 15
    case .thirtyMinutes: 30
    case .oneHour: 60
    case .fourHours: 240
    }
  }
}

/// Bars within sessions as a provider gave them.
public struct FetchedMinutes: Hashable, Sendable {
  public let series: MinuteSeries
  /// Bars without usable prices, or at an instant that another bar had.
  public let leftOut: Int

  public init(series: MinuteSeries, leftOut: Int = 0) {
    self.series = series
    self.leftOut = leftOut
  }
}

/// A source that also gives bars within sessions.
public protocol MinuteBarProvider: Sendable {
  var name: String { get }
  /// Bars that begin on the days of a range, oldest first; an empty series when it has none.
  ///
  /// Prices are as the source states them on the day it is asked: a session before a split may come
  /// in the new terms.
  func minuteBars(
    of symbol: Symbol, _ interval: MinuteInterval, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedMinutes
  /// Days that one answer holds, about; for what a range will cost.
  func daysInAnswer(of interval: MinuteInterval) -> Int
}
