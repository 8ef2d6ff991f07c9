/// Crossovers of two moving averages over many pairs of windows, all in or all out.
///
/// This is a scan for research, not the books of an account: shares are fractions, a signal trades at
/// the very close that gave it, and all cash is used. The rules, so that others can repeat them:
///
/// - The average of w closes is the difference of two running sums over w; it begins at close w. The
///   sums are binary: averages of prices in cents that are equal on paper may differ by rounding.
/// - The pair turns up when its fast average is above the slow one and was last seen below it, and
///   down when it is below and was last seen above; equal averages change nothing, and the first
///   side seen trades nothing.
/// - Turning up buys with all cash, cash / (close × (1 + fee)) shares; turning down sells them all for
///   shares × close × (1 − fee).
/// - The final value is cash, or shares × the last close.
public struct CrossoverSweep: Sendable {
  /// Two windows in closes.
  public struct Pair: Hashable, Sendable {
    public let fast: Int
    public let slow: Int

    public init(fast: Int, slow: Int) {
      self.fast = fast
      self.slow = slow
    }
  }

  /// What a pair came to.
  public struct Result: Hashable, Sendable {
    public let pair: Pair
    /// In the currency of the capital.
    public let finalValue: Double
    /// How often it bought.
    public let purchases: Int
  }

  public let pairs: [Pair]
  /// What each pair starts with.
  public let capital: Double
  /// The fraction of each trade's value that it costs.
  public let fee: Double
  private let windows: [Int]
  private let places: [(fast: Int, slow: Int)]

  /// - Throws: A refusal of windows below one or out of order, and of a fee outside zero to one.
  public init(pairs: [Pair], capital: Double, fee: Double) throws(ColumnarRefusal) {
    if let wrong = pairs.first(where: { $0.fast < 1 || $0.slow <= $0.fast }) {
      throw ColumnarRefusal(
        "The windows \(wrong.fast) and \(wrong.slow) are no pair.",
        remedy: "Take a fast window of at least one close and a slow one that is longer.")
    }
    guard fee >= 0, fee < 1, capital > 0, capital.isFinite else {
      throw ColumnarRefusal(
        "A fee of \(fee) on a capital of \(capital) cannot be computed with.",
        remedy: "Take a fee from zero to below one, and a positive capital.")
    }
    self.pairs = pairs
    self.capital = capital
    self.fee = fee
    let windows = Set(pairs.flatMap { [$0.fast, $0.slow] }).sorted()
    var place: [Int: Int] = [:]
    for (index, window) in windows.enumerated() { place[window] = index }
    self.windows = windows
    places = pairs.map { (place[$0.fast] ?? 0, place[$0.slow] ?? 0) }
  }

  /// Runs every pair over one symbol's closes; each window is averaged once.
  ///
  /// - Throws: A refusal of a close that is missing or no price.
  /// - Complexity: O(closes × (windows + pairs)) time, O(closes × windows) memory.
  public func run(over closes: [Double]) throws(ColumnarRefusal) -> [Result] {
    if let wrong = closes.firstIndex(where: { !($0 > 0 && $0 <= 1e12) }) {
      throw ColumnarRefusal(
        "Close \(wrong) is \(closes[wrong]), which is no price.",
        remedy: "Fill gaps with the close before, and begin with the first close.")
    }
    let averages = averages(of: closes)
    let count = closes.count
    return pairs.indices.map { index in
      let pair = pairs[index]
      let place = places[index]
      return closes.withUnsafeBufferPointer { closes in
        averages.withUnsafeBufferPointer { averages in
          let fast = UnsafeBufferPointer(
            rebasing: averages[(place.fast * count)..<((place.fast + 1) * count)])
          let slow = UnsafeBufferPointer(
            rebasing: averages[(place.slow * count)..<((place.slow + 1) * count)])
          return follow(pair, fast, slow, closes)
        }
      }
    }
  }

  /// Window-major; the first w − 1 values of a window of w are of no meaning.
  private func averages(of closes: [Double]) -> [Double] {
    let count = closes.count
    var sums = [Double](repeating: 0, count: count + 1)
    for index in closes.indices { sums[index + 1] = sums[index] + closes[index] }
    var averages = [Double](repeating: 0, count: windows.count * count)
    sums.withUnsafeBufferPointer { sums in
      averages.withUnsafeMutableBufferPointer { averages in
        for (place, window) in windows.enumerated() where window <= count {
          let base = place * count
          let span = Double(window)
          for row in (window - 1)..<count {
            averages[base + row] = (sums[row + 1] - sums[row + 1 - window]) / span
          }
        }
      }
    }
    return averages
  }

  private func follow(
    _ pair: Pair, _ fast: UnsafeBufferPointer<Double>, _ slow: UnsafeBufferPointer<Double>,
    _ closes: UnsafeBufferPointer<Double>
  ) -> Result {
    var cash = capital
    var shares = 0.0
    var purchases = 0
    var row = pair.slow - 1
    let count = closes.count
    while row < count, fast[row] == slow[row] { row += 1 }
    var isAbove = row < count && fast[row] > slow[row]
    while row < count {
      if isAbove {
        while row < count, fast[row] >= slow[row] { row += 1 }
        guard row < count else { break }
        isAbove = false
        if shares != 0 {
          cash = shares * closes[row] * (1 - fee)
          shares = 0
        }
      } else {
        while row < count, fast[row] <= slow[row] { row += 1 }
        guard row < count else { break }
        isAbove = true
        shares = cash / (closes[row] * (1 + fee))
        cash = 0
        purchases += 1
      }
    }
    let last = closes.last ?? 0
    return Result(
      pair: pair, finalValue: shares == 0 ? cash : shares * last, purchases: purchases)
  }
}
