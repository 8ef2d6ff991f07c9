import Chronology
import Market

/// Recovers the dividends that are hidden in a series of closes and adjusted closes.
///
/// The pack's stock file (Quandl WIKI Prices) holds the raw close and the fully adjusted close. Their
/// ratio is constant but for corporate actions. WIKI's factor for a dividend `D` is `C / (C + D)`
/// with `C` the close *of the ex-date*, so a step of the ratio by the factor `q` (before over after)
/// gives the dividend exactly: `D = C × (1 / q − 1)`. In the pinned file every dividend so found is a
/// whole number of cents to within 1e-11; anything else stops the load.
enum SampleActions {
  /// Steps of the ratio below this are rounding; the pinned file's are below 1e-12.
  private static let noise = 1e-9
  /// The largest distance from a ten-thousandth of a dollar that still counts as exact.
  private static let centTolerance = 1e-7

  /// Returns the splits given and the dividends found, oldest first.
  ///
  /// - Parameters:
  ///   - sessions: The sessions of the closes, rising strictly.
  ///   - closes: Raw closes in dollars; shape: sessions.
  ///   - adjusted: Closes adjusted for splits and dividends; shape: sessions.
  ///   - splits: New shares for one old, by session.
  /// - Throws: `malformed` when a step is neither a known split nor a plausible dividend, or a known
  ///   split leaves no step.
  static func derive(
    symbol: Symbol, sessions: [SessionDate], closes: [Double], adjusted: [Double],
    splits: [SessionDate: (new: Double, old: Double)]
  ) throws(MarketDataError) -> [CorporateAction] {
    var actions: [CorporateAction] = []
    var unseen = splits
    for index in sessions.indices.dropFirst() {
      let session = sessions[index]
      var step = (adjusted[index - 1] / closes[index - 1]) / (adjusted[index] / closes[index])
      if let split = unseen.removeValue(forKey: session) {
        step *= split.new / split.old
        actions.append(
          CorporateAction(
            symbol: symbol, effectiveOn: session, kind: .split(new: split.new, old: split.old)))
      }
      guard abs(step - 1) > noise else { continue }
      let amount = closes[index] * (1 / step - 1)
      let rounded = (amount * 10_000).rounded() / 10_000
      guard rounded > 0, rounded < closes[index] / 2, abs(amount - rounded) < centTolerance else {
        throw MarketDataError(
          .malformed,
          "\(symbol) on \(session): the ratio of adjusted close to close steps by \(step), which is "
            + "no known split and as a dividend would be \(amount).")
      }
      // The source gives no payment dates; the ex-date stands in for them.
      actions.append(
        CorporateAction(
          symbol: symbol, effectiveOn: session,
          kind: .dividend(amount: rounded, payDate: session)))
    }
    guard unseen.isEmpty else {
      let dates = unseen.keys.sorted().map(\.description).joined(separator: ", ")
      throw MarketDataError(
        .malformed, "\(symbol): the pack has no session for its known split on \(dates).")
    }
    return actions
  }
}
