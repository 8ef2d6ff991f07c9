import Chronology
import Connect
import Kernels
import Market

/// A market of made-up symbols, a batch at a time, so that making it takes no memory worth naming.
struct MadeMarket {
  let seed: UInt64
  /// The sessions of ten years, oldest first.
  let sessions: [SessionDate]

  init(seed: UInt64, sessions count: Int = 2_520) {
    self.seed = seed
    let range = SessionDate(day: 15_700)...SessionDate(day: 20_700)
    sessions = Array(TradingCalendar.xnys.sessions(in: range).prefix(count))
  }

  static func symbol(_ number: Int) -> Symbol { Symbol("S\(String(1_000_000 + number).dropFirst())") }

  /// Bars of symbols on some of the sessions; the same ones whatever the batch.
  func block(_ symbols: Range<Int>, sessions range: Range<Int>) -> BarBlock {
    var block = BarBlock()
    block.reserve(rows: symbols.count * range.count, runs: symbols.count)
    let dates = Array(sessions[range])
    for number in symbols {
      var generator = SeededGenerator(seed: seed).fork(stream: UInt64(number))
      var close = 20 + 180 * generator.uniform()
      var columns = [[Double]](repeating: [], count: 5)
      for column in columns.indices { columns[column].reserveCapacity(range.count) }
      for index in 0..<range.upperBound {
        let open = cents(close * (1 + 0.004 * (generator.uniform() - 0.5)))
        close = max(1, cents(open * (1 + 0.04 * (generator.uniform() - 0.4995))))
        let spread = open * 0.01 * generator.uniform()
        let volume = (1e5 + 9e6 * generator.uniform()).rounded()
        guard index >= range.lowerBound else { continue }
        columns[0].append(open)
        columns[1].append(cents(max(open, close) + spread))
        columns[2].append(cents(min(open, close) - spread))
        columns[3].append(close)
        columns[4].append(volume)
      }
      block.append(
        BarSeries(
          symbol: Self.symbol(number), sessions: dates, open: columns[0], high: columns[1],
          low: columns[2], close: columns[3], volume: columns[4]))
    }
    return block
  }

  /// A batch of the run `bench`, with a yearly dividend for every symbol when it covers the history.
  func batch(
    _ block: BarBlock, reloaded: Set<Symbol> = [], withActions: Bool = true
  ) -> IngestionBatch {
    let symbols = block.runs.map(\.symbol)
    let days = stride(from: 100, to: withActions ? sessions.count : 0, by: 252)
    return IngestionBatch(
      run: "bench",
      instruments: symbols.map { Instrument(symbol: $0, name: $0.ticker, prices: .raw) },
      provider: "made", bars: block, reloaded: reloaded,
      actions: symbols.flatMap { symbol in
        days.map { day in
          CorporateAction(
            symbol: symbol, effectiveOn: sessions[day],
            kind: .dividend(amount: 0.01, payDate: sessions[day]))
        }
      },
      outcomes: block.runs.map {
        SymbolOutcome(
          symbol: $0.symbol, result: .saved, bars: $0.rows.count, message: "",
          upTo: block.sessions[$0.rows.upperBound - 1])
      })
  }

  private func cents(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
