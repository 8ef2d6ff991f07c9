import Chronology
import Kernels
import Market

/// Daily bars of made-up symbols: seeded random walks, prices in whole cents.
enum MadeBars {
  static let sessions = 5_000

  /// Returns about `rows` bars, 5,000 a symbol, sorted by symbol.
  static func series(rows: Int, seed: UInt64) -> [BarSeries] {
    let count = max(1, rows / sessions)
    let root = SeededGenerator(seed: seed)
    let first = SessionDate(day: 10_959)
    let dates = (0..<sessions).map { first.advanced(by: $0) }
    return (0..<count).map { index in
      var generator = root.fork(stream: UInt64(index))
      var close = 20 + 180 * generator.uniform()
      var columns = [[Double]](repeating: [], count: 5)
      for column in columns.indices { columns[column].reserveCapacity(sessions) }
      for _ in 0..<sessions {
        let open = cents(close * (1 + 0.004 * (generator.uniform() - 0.5)))
        close = max(1, cents(open * (1 + 0.04 * (generator.uniform() - 0.4995))))
        let spread = open * 0.01 * generator.uniform()
        columns[0].append(open)
        columns[1].append(cents(max(open, close) + spread))
        columns[2].append(cents(min(open, close) - spread))
        columns[3].append(close)
        columns[4].append((1e5 + 9e6 * generator.uniform()).rounded())
      }
      return BarSeries(
        symbol: Symbol("SYM\(String(100_000 + index).dropFirst())"), sessions: dates,
        open: columns[0], high: columns[1], low: columns[2], close: columns[3],
        volume: columns[4])
    }
  }

  private static func cents(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
