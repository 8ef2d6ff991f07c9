/// Puts figures into sentences that people read: `819,677.46 USD`, `12.50%`, `1,500`.
///
/// What is not finite or too large for whole hundredths reads as Swift writes it.
enum Wording {
  /// Decimals beyond which only the magnitude counts.
  private static let largest = 1e15

  /// An amount of money: whole where it has no cents.
  static func dollars(_ amount: Double) -> String { "\(number(amount)) USD" }

  /// A fraction in percent; a small one keeps digits until it differs from nothing.
  static func percent(_ fraction: Double) -> String { "\(number(fraction * 100))%" }

  /// A number with grouped thousands and at most two decimals, more where it would read as zero.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < largest else { return "\(value)" }
    let hundredths = (value.magnitude * 100).rounded()
    if hundredths == 0, value != 0 { return "\(value)" }
    let whole = Int(hundredths) / 100
    let rest = Int(hundredths) % 100
    let sign = value < 0 ? "-" : ""
    let decimals = rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return sign + grouped(whole) + decimals
  }

  /// An observed value and its limit, with as many decimals as tell them apart.
  static func apart(
    _ observed: Double, _ limit: Double, as word: (Double) -> String
  ) -> (observed: String, limit: String) {
    let pair = (word(observed), word(limit))
    guard pair.0 == pair.1, observed != limit else { return pair }
    return (observed > limit ? "more than \(pair.1)" : "less than \(pair.1)", pair.1)
  }

  private static func grouped(_ value: Int) -> String {
    var groups: [String] = []
    var rest = value
    while rest >= 1000 {
      let group = String(rest % 1000)
      groups.append(String(repeating: "0", count: 3 - group.count) + group)
      rest /= 1000
    }
    groups.append(String(rest))
    return groups.reversed().joined(separator: ",")
  }
}
