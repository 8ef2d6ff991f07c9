import Performance

/// One-day loss figures of the book as it is held now, from its symbols' own history.
///
/// Historical simulation: today's weights on each past session's returns (risk-controls practice:
/// "current weights, past returns"); quantile and shortfall as `Performance.TailLoss` defines them.
public struct BookRisk: Hashable, Sendable {
  /// The fewest sessions of history from which a figure is shown.
  public static let fewestSessions = 60
  /// The most sessions looked back: two years.
  public static let mostSessions = 504

  /// The loss exceeded on one day in twenty, as a positive fraction of equity; nil without enough
  /// history.
  public let valueAtRisk95: Double?
  /// The mean loss on such days, as a positive fraction of equity; nil without enough history.
  public let expectedShortfall95: Double?
  /// The sessions the figures rest on, or would.
  public let sessions: Int

  /// Nothing known.
  static let unknown = BookRisk(valueAtRisk95: nil, expectedShortfall95: nil, sessions: 0)

  private init(valueAtRisk95: Double?, expectedShortfall95: Double?, sessions: Int) {
    self.valueAtRisk95 = valueAtRisk95
    self.expectedShortfall95 = expectedShortfall95
    self.sessions = sessions
  }

  /// Reads the figures off the returns that the book would have had, one a session.
  ///
  /// A tail without a loss in it is a value at risk of zero, not a negative one.
  init(of returns: [Double]) {
    sessions = returns.count
    guard returns.count >= Self.fewestSessions,
      let tail = TailLoss.historical(of: returns, level: 0.95)
    else {
      valueAtRisk95 = nil
      expectedShortfall95 = nil
      return
    }
    valueAtRisk95 = max(0, tail.valueAtRisk)
    expectedShortfall95 = max(0, tail.expectedShortfall)
  }
}
