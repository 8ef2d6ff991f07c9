import Chronology
import Connect
import Kernels
import Market

@testable import Warehouse

/// What a store of bars must hold, kept as a dictionary: the plainest thing that can be right.
struct BarModel {
  var bars: [Symbol: [SessionDate: [UInt64]]] = [:]
  private var generator: SeededGenerator
  private let symbols: [Symbol]

  init(seed: UInt64, symbols: [Symbol]) {
    generator = SeededGenerator(seed: seed)
    self.symbols = symbols
  }

  /// Makes a batch at random, with overlaps, gaps, late bars and reloads, and takes it in.
  mutating func batch(_ number: Int) -> IngestionBatch {
    var series: [BarSeries] = []
    var reloaded: Set<Symbol> = []
    for symbol in symbols where chance(0.5) {
      let isReload = chance(0.15)
      let start = isReload ? 0 : whole(90)
      let days = (start..<(start + 1 + whole(isReload ? 100 : 20))).filter { _ in chance(0.9) }
      if isReload { reloaded.insert(symbol) }
      // Few shifts, so that many bars come again with the value they had.
      series.append(
        .made(symbol, days: 0..<130, shift: chance(0.7) ? 0 : Double(whole(3)))
          .within(.day(0)...(.day(130))).picking(Set(days.map { SessionDate.day($0) })))
    }
    for symbol in reloaded { bars[symbol] = [:] }
    for one in series { take(one) }
    return IngestionBatch(
      run: "i1", instruments: symbols.map { .made($0) },
      provider: chance(0.8) ? "sample" : "other", bars: BarBlock(series), reloaded: reloaded,
      actions: [], outcomes: [])
  }

  private mutating func take(_ series: BarSeries) {
    for (row, session) in series.sessions.enumerated() {
      bars[series.symbol, default: [:]][session] = [
        series.open[row], series.high[row], series.low[row], series.close[row],
        series.volume[row],
      ].map(\.bitPattern)
    }
  }

  private mutating func chance(_ probability: Double) -> Bool { generator.uniform() < probability }
  private mutating func whole(_ limit: Int) -> Int { Int(generator.uniform() * Double(limit)) }
}

extension BarSeries {
  /// The bars of some sessions.
  func picking(_ wanted: Set<SessionDate>) -> BarSeries {
    let rows = sessions.indices.filter { wanted.contains(sessions[$0]) }
    return BarSeries(
      symbol: symbol, sessions: rows.map { sessions[$0] }, open: rows.map { open[$0] },
      high: rows.map { high[$0] }, low: rows.map { low[$0] }, close: rows.map { close[$0] },
      volume: rows.map { volume[$0] })
  }
}
