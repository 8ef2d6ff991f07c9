public import Chronology

/// Returns the drawdown of an equity curve.
///
/// At each point, the equity over the highest equity seen so far, minus one.
///
///     drawdown(of: [100, 120, 90])   // [0, 0, -0.25]
///
/// - Parameters:
///   - equity: Account value at each close; shape: sessions; finite.
///   - start: The value before the first session, which counts as the first peak; nil for none.
/// - Returns: Fractions of the running peak, zero or negative; shape: sessions.
/// - Complexity: O(*n*).
/// - Note: The sign follows empyrical's `max_drawdown`.
public func drawdown(of equity: [Double], from start: Double? = nil) -> [Double] {
  var peak = start ?? -.infinity
  return equity.map { value in
    peak = max(peak, value)
    return peak > 0 ? value / peak - 1 : 0
  }
}

/// One fall from a peak: to its lowest point, and back if it came back.
public struct DrawdownEpisode: Hashable, Sendable, Codable {
  /// The session that closed at the peak; the first session when the starting capital was it.
  public let peak: SessionDate
  public let trough: SessionDate
  /// The first session that closed at the peak's value again; nil while it has not.
  public let recovery: SessionDate?
  /// Fraction of the peak lost at the trough, negative.
  public let depth: Double

  public init(peak: SessionDate, trough: SessionDate, recovery: SessionDate?, depth: Double) {
    self.peak = peak
    self.trough = trough
    self.recovery = recovery
    self.depth = depth
  }
}

/// Returns the deepest falls of an equity curve, deepest first; equal ones in order of time.
///
/// Falls never overlap: one lasts from its peak until the peak's value is reached again.
///
/// - Parameters:
///   - count: At most so many.
///   - equity: Account value at each close; shape: sessions; finite.
///   - start: The value before the first session, which counts as the first peak.
/// - Complexity: O(*n* + *k* log *k*) for *k* falls.
public func worstDrawdowns(
  _ count: Int, of equity: [Double], from start: Double, over sessions: [SessionDate]
) -> [DrawdownEpisode] {
  precondition(equity.count == sessions.count, "A curve has one value a session.")
  var episodes: [DrawdownEpisode] = []
  var (peak, peakIndex) = (start, 0)
  var trough: Int?
  func close(at recovery: SessionDate?) {
    guard let lowest = trough else { return }
    episodes.append(
      DrawdownEpisode(
        peak: sessions[peakIndex], trough: sessions[lowest], recovery: recovery,
        depth: equity[lowest] / peak - 1))
    trough = nil
  }
  for index in equity.indices {
    if equity[index] >= peak {
      close(at: sessions[index])
      (peak, peakIndex) = (equity[index], index)
    } else if trough.map({ equity[index] < equity[$0] }) ?? true {
      trough = index
    }
  }
  close(at: nil)
  return Array(
    episodes.sorted { ($0.depth, $0.peak) < ($1.depth, $1.peak) }.prefix(max(0, count)))
}
