import Glibc

/// The last sessions' volumes and closes of every symbol, for costs that depend on them.
struct DailyHistory: Sendable {
  private struct Days: Sendable {
    var volumes: [Double] = []
    var closes: [Double] = []
  }

  private let window: Int
  private var days: [Days]
  private var volume: [Double]

  /// Keeps `window` sessions of each of `count` symbols.
  init(count: Int, window: Int) {
    self.window = window
    days = Array(repeating: Days(), count: count)
    volume = Array(repeating: 0, count: count)
  }

  /// Adds a bar's volume to its session; an unknown volume counts as none.
  mutating func add(volume added: Double, of index: Int) {
    if added.isFinite { volume[index] += added }
  }

  /// Ends a session: what traded becomes a day of history.
  mutating func close(prices: [Double]) {
    for index in days.indices {
      if volume[index] > 0, prices[index].isFinite {
        days[index].volumes.append(volume[index])
        days[index].closes.append(prices[index])
        if days[index].volumes.count > window { days[index].volumes.removeFirst() }
        if days[index].closes.count > window + 1 { days[index].closes.removeFirst() }
      }
      volume[index] = 0
    }
  }

  /// Restates what is kept on the terms of a split.
  mutating func rescale(_ index: Int, by ratio: Double) {
    for day in days[index].volumes.indices { days[index].volumes[day] /= ratio }
    for day in days[index].closes.indices { days[index].closes[day] *= ratio }
  }

  /// Mean daily volume in shares; nil before the first full session.
  func meanVolume(_ index: Int) -> Double? {
    let volumes = days[index].volumes
    return volumes.isEmpty ? nil : volumes.reduce(0, +) / Double(volumes.count)
  }

  /// The sample standard deviation of daily log returns; nil before the second one.
  func volatility(_ index: Int) -> Double? {
    let closes = days[index].closes
    guard closes.count >= 3 else { return nil }
    let returns = zip(closes, closes.dropFirst()).map { log($1 / $0) }
    let mean = returns.reduce(0, +) / Double(returns.count)
    let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(returns.count - 1)).squareRoot()
  }
}
