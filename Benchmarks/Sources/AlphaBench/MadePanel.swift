import Chronology
import Factors
import Kernels
import Market

/// A made-up market: daily bars of seeded random walks in hundredths, some of them listed late, with
/// gaps here and there.
enum MadePanel {
  static func panel(symbols: Int, sessions: Int, seed: UInt64) -> FactorPanel {
    var generator = SeededGenerator(seed: seed)
    var prices = (0..<symbols).map { _ in 5 + 195 * generator.uniform() }
    let sizes = (0..<symbols).map { _ in 10_000 + 5_000_000 * generator.uniform() }
    let listed = (0..<symbols).map { $0 % 10 == 9 ? sessions * ($0 % 7) / 8 : 0 }
    var columns = [[Double]](
      repeating: Array(repeating: .nan, count: symbols * sessions), count: 5)
    func cents(_ value: Double) -> Double { (value * 100).rounded() / 100 }
    for session in 0..<sessions {
      for symbol in 0..<symbols {
        let draw = generator.uniform() + generator.uniform() + generator.uniform() - 1.5
        let open = cents(prices[symbol] * (1 + 0.004 * (generator.uniform() - 0.5)))
        let close = max(1, cents(prices[symbol] * (1 + 0.04 * draw)))
        prices[symbol] = close
        guard session >= listed[symbol], generator.uniform() > 0.002 else { continue }
        let cell = session * symbols + symbol
        columns[0][cell] = open
        columns[1][cell] = cents(max(open, close) * (1 + 0.01 * generator.uniform()))
        columns[2][cell] = cents(min(open, close) * (1 - 0.01 * generator.uniform()))
        columns[3][cell] = close
        columns[4][cell] = (sizes[symbol] * (0.4 + generator.uniform())).rounded()
      }
    }
    return FactorPanel(
      sessions: (0..<sessions).map { SessionDate(day: Int32(10_957 + $0)) },
      symbols: (0..<symbols).map { Symbol("S\($0)") },
      fields: [
        .open: columns[0], .high: columns[1], .low: columns[2], .close: columns[3],
        .volume: columns[4],
      ])
  }

  /// Adds the typical price in place of a volume-weighted one, a made capitalisation, and made sectors,
  /// industries and subindustries.
  static func completed(_ panel: FactorPanel) -> FactorPanel {
    var fields = panel.fields
    let high = fields[.high] ?? []
    let low = fields[.low] ?? []
    let close = fields[.close] ?? []
    fields[.vwap] = close.indices.map { (high[$0] + low[$0] + close[$0]) / 3 }
    fields[.cap] = close.indices.map { close[$0] * Double(1_000_000 * ($0 % panel.width + 1)) }
    let places = 0..<Int32(panel.width)
    return FactorPanel(
      sessions: panel.sessions, symbols: panel.symbols, fields: fields,
      groups: [
        "sector": places.map { $0 % 11 }, "industry": places.map { $0 % 69 },
        "subindustry": places.map { $0 % 158 },
      ])
  }
}
