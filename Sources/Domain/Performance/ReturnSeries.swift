public import Chronology

/// The number of sessions that a year counts wherever a figure is annualised.
public let sessionsPerYear = 252.0

/// Simple returns, one a session, with the sessions they belong to.
///
/// Every return is finite; a return says what the account did from the close before to this close.
public struct ReturnSeries: Hashable, Sendable, Codable {
  /// Rising strictly; shape: sessions.
  public let sessions: [SessionDate]
  /// Fractions: 0.01 is one per cent; shape: sessions.
  public let returns: [Double]

  /// Creates a series from returns that are known.
  ///
  /// - Precondition: One finite return a session; sessions rise strictly.
  public init(sessions: [SessionDate], returns: [Double]) {
    precondition(sessions.count == returns.count, "A series has one return a session.")
    precondition(returns.allSatisfy(\.isFinite), "Every return is finite.")
    precondition(
      zip(sessions, sessions.dropFirst()).allSatisfy { $0 < $1 }, "Sessions rise strictly.")
    self.sessions = sessions
    self.returns = returns
  }

  /// Creates the returns of an equity curve that began at `capital`; nil when equity falls to
  /// zero or below before the last session, after which a return has no meaning.
  ///
  /// - Parameters:
  ///   - equity: Account value at each close, in the account's currency; shape: sessions; finite.
  ///   - capital: The value before the first session; positive.
  public init?(equity: [Double], from capital: Double, over sessions: [SessionDate]) {
    precondition(capital > 0, "An account begins with money.")
    var previous = capital
    var returns: [Double] = []
    returns.reserveCapacity(equity.count)
    for value in equity {
      guard previous > 0 else { return nil }
      returns.append(value / previous - 1)
      previous = value
    }
    self.init(sessions: sessions, returns: returns)
  }

  /// The number of returns.
  public var count: Int { returns.count }
}

/// Returns the growth of one unit of money: the product of one plus each return.
func growth(of returns: some Sequence<Double>) -> Double { returns.reduce(1) { $0 * (1 + $1) } }

/// Returns `value` where it is a number that can be shown, nil where it is NaN or infinite.
func defined(_ value: Double) -> Double? { value.isFinite ? value : nil }
