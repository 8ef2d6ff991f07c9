import Foundation
import Gauge
import Market
import Research
import Risk
import Strategies
import Trading

/// Measures the engine bar by bar: crossover 20/50, full ledger, one symbol; one JSON line.
///
///     engine-bench [--bars 1000000] [--seed 7] [--data FILE.csv|FILE.parquet]
///
/// With many symbols: momentum chosen monthly among them, a tenth held, daily bars.
///
///     engine-bench --symbols 1000 [--bars 2520] [--seed 7]

struct Options {
  var bars: Int?
  var symbols = 1
  var seed: UInt64 = 7
  var path: String?
}

func options() -> Options? {
  var options = Options()
  var arguments = CommandLine.arguments.dropFirst()
  while let name = arguments.popFirst() {
    guard let value = arguments.popFirst() else { return nil }
    switch name {
    case "--bars":
      guard let bars = Int(value), bars > 0 else { return nil }
      options.bars = bars
    case "--symbols":
      guard let symbols = Int(value), symbols > 0 else { return nil }
      options.symbols = symbols
    case "--seed":
      guard let seed = UInt64(value) else { return nil }
      options.seed = seed
    case "--data": options.path = value
    default: return nil
    }
  }
  return options
}

func measure(_ options: Options) throws {
  let frame =
    try options.path.map { try BarFile.frame(path: $0) }
    ?? (options.symbols == 1
      ? RandomWalk.frame(bars: options.bars ?? 1_000_000, seed: options.seed)
      : RandomWalk.market(
        symbols: options.symbols, sessions: options.bars ?? 2520, seed: options.seed))
  let plan = BacktestPlan(
    frame: frame, actions: [], firstRow: 0, capital: Money(1_000_000),
    costs: ExecutionCosts(commissionPerShare: 0.001, slippageBasisPoints: 1, volumeLimit: 0.1),
    limits: .research, calendar: nil, benchmark: [])
  let width = frame.symbols.count
  let strategy: any Strategy =
    options.symbols == 1
    ? MovingAverageCrossover(symbolCount: width, fast: 20, slow: 50, weight: 0.45)
    : CrossSectionalMomentum(
      symbolCount: width, lookback: 252, skip: 21, holdings: max(1, width / 10), weight: 1)

  let wall = Gauge.wall
  let processor = Gauge.processor
  let outcome = try BacktestDriver.run(
    plan, strategies: [(hash: "engine-bench", strategy: strategy)], caveats: [],
    progress: { _, _ in true })
  let wallSeconds = Gauge.wall - wall
  let processorSeconds = Gauge.processor - processor

  let fields: [(String, String)] = [
    ("benchmark", "\"engine\""),
    ("source", options.path == nil ? "\"random walk, seed \(options.seed)\"" : "\"file\""),
    ("symbol", "\"\(frame.symbols[0])\""),
    ("symbols", String(width)),
    ("bars", String(frame.rows)),
    ("wall_s", String(wallSeconds)),
    ("cpu_s", String(processorSeconds)),
    ("rss_peak_mb", String(Gauge.peakMegabytes)),
    ("bars_per_s", String((Double(frame.rows) / processorSeconds).rounded())),
    ("final_value", outcome.sessions.last.map { String($0.equity) } ?? "null"),
    ("fills", String(outcome.trades.count)),
    ("orders", String(outcome.orders.count)),
    ("digest", "\"\(outcome.engineDigest)\""),
  ]
  print("{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}")
}

guard let options = options() else {
  FileHandle.standardError.write(
    Data(
      ("usage: engine-bench [--bars COUNT] [--symbols COUNT] [--seed SEED] "
        + "[--data FILE.csv|FILE.parquet]\n").utf8))
  exit(2)
}
do {
  try measure(options)
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}
