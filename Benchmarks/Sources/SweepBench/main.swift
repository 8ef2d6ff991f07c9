import Columnar
import Foundation
import Gauge
import Market
import Research
import Risk
import Strategies
import Trading

/// Measures the columnar engine; one JSON line.
///
///     sweep-bench momentum  [--symbols 1000] [--days 2520] [--data FILE.parquet] [--events yes]
///     sweep-bench crossover [--symbols 1] [--pairs 1000] [--fee 0] [--days 2520] [--data FILE.parquet]
///
///     sweep-bench books     [--pairs 1000] [--days 2520] [--data FILE.parquet]
///     sweep-bench agreement [--cases 10000] [--seed 1]
///
/// momentum: zipline's rules over a whole market; the strongest tenth by close 21 sessions ago over
/// close 252 sessions ago, each month at equal weights; 0.001 a share, 5 basis points, a tenth of the
/// volume. With `--events yes` the event-driven engine runs it too and the books must agree.
/// crossover: all-in pairs on each of the first symbols, as `CrossoverSweep` says.
/// books: the same pairs on the first symbol as full backtests: whole shares, orders filled on the
/// next bar, commission, slippage, volume limit.
/// agreement: made-up markets of the seeds from `--seed` on, run by both engines; every order, fill,
/// cent and mark must agree. Leaves with 1 when one does not.

struct Options {
  var workload = ""
  var symbols: Int?
  var days = 2520
  var pairs = 1000
  var cases: UInt64 = 10_000
  var fee = 0.0
  var seed: UInt64 = 7
  var path: String?
  var comparesEvents = false

  init?(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)[...]
    guard let name = rest.popFirst(),
      ["momentum", "crossover", "books", "agreement"].contains(name)
    else { return nil }
    workload = name
    while let option = rest.popFirst() {
      guard let value = rest.popFirst(), read(option, value) else { return nil }
    }
  }

  private mutating func read(_ option: String, _ value: String) -> Bool {
    switch option {
    case "--symbols": symbols = Int(value)
    case "--days": days = Int(value) ?? 0
    case "--pairs": pairs = Int(value) ?? 0
    case "--cases": cases = UInt64(value) ?? 0
    case "--fee": fee = Double(value) ?? -1
    case "--seed": seed = UInt64(value) ?? 7
    case "--data": path = value
    case "--events": comparesEvents = value == "yes"
    default: return false
    }
    return days > 0 && pairs > 0 && cases > 0 && fee >= 0 && (symbols ?? 1) > 0
  }

  func frame(symbols usual: Int) throws -> MarketFrame {
    if let path { return try MarketPanel.file(path: path) }
    return MarketPanel.walk(symbols: symbols ?? usual, sessions: days, seed: seed)
  }
}

/// Seconds of processor and wall since it was made.
struct Stopwatch {
  let wall = Gauge.wall
  let processor = Gauge.processor

  var fields: [(String, String)] {
    [
      ("seconds_cpu", String(Gauge.processor - processor)),
      ("seconds_wall", String(Gauge.wall - wall)),
    ]
  }
}

func line(_ fields: [(String, String)]) -> String {
  "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
}

func report(
  _ options: Options, _ frame: MarketFrame, _ watch: [(String, String)],
  checks: [(String, String)]
) {
  print(
    line(
      [
        ("workload", "\"\(options.workload)\""),
        ("source", options.path == nil ? "\"random walk, seed \(options.seed)\"" : "\"file\""),
        ("symbols", String(frame.symbols.count)), ("sessions", String(frame.rows)),
      ] + watch + [
        ("peak_rss_mb", String(Gauge.peakMegabytes)), ("checks", line(checks)),
      ]))
}

func momentum(_ options: Options) throws {
  let frame = try options.frame(symbols: 1000)
  let specification = StrategySpecification(
    name: "momentum", summary: "",
    rule: .crossSectionalMomentum(
      lookback: 252, skip: 21, holdings: max(1, frame.symbols.count / 10), weight: 1),
    universe: frame.symbols, benchmark: nil, capital: 1_000_000,
    costs: ExecutionCosts(commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: 0.1))

  let watch = Stopwatch()
  let market = try ColumnarMarket(frame: frame, actions: [], firstRow: 0)
  let outcome = try ColumnarBacktest(market).run(specification, keepsDetail: false)
  let fields = watch.fields

  var checks = [
    ("final_value", outcome.sessions.last.map { String($0.equity) } ?? "null"),
    ("cash", outcome.sessions.last.map { "\"\($0.cash)\"" } ?? "null"),
    ("orders", String(outcome.orderCount)), ("fills", String(outcome.tradeCount)),
    ("holdings", String(outcome.holdings.count)),
  ]
  if options.comparesEvents { checks += try events(specification, frame, against: outcome) }
  report(options, frame, fields, checks: checks)
}

/// Runs the event-driven engine too; whether it agrees, and its seconds.
func events(
  _ specification: StrategySpecification, _ frame: MarketFrame, against outcome: ColumnarOutcome
) throws -> [(String, String)] {
  let plan = BacktestPlan(
    frame: frame, actions: [], firstRow: 0, capital: specification.capitalMoney,
    costs: specification.costs, limits: .research, calendar: nil, benchmark: [])
  let watch = Stopwatch()
  let other = try BacktestDriver.run(
    plan, strategies: [(hash: "sweep-bench", strategy: specification.makeStrategy())],
    caveats: [], progress: { _, _ in true })
  let seconds = watch.fields
  let agrees =
    outcome.sessions.map(\.cash) == other.sessions.map(\.cash)
    && outcome.sessions.map(\.equity) == other.sessions.map(\.equity)
    && outcome.orderCount == other.orders.count && outcome.tradeCount == other.trades.count
    && outcome.totals.realizedProfit == other.totals.realizedProfit
  return [("agrees_with_events", String(agrees))] + seconds.map { ("events_" + $0.0, $0.1) }
}

/// The first pairs of windows 2 and 3, 2 and 4, … with the larger window as small as possible.
func pairs(_ count: Int) -> [CrossoverSweep.Pair] {
  var pairs: [CrossoverSweep.Pair] = []
  var slow = 3
  while pairs.count < count {
    for fast in 2..<slow where pairs.count < count { pairs.append(.init(fast: fast, slow: slow)) }
    slow += 1
  }
  return pairs
}

func crossover(_ options: Options) throws {
  let frame = try options.frame(symbols: 1)
  let width = min(frame.symbols.count, options.symbols ?? 1)
  let columns = (0..<width).map { symbol in
    stride(from: symbol, to: frame.close.count, by: frame.symbols.count).map { frame.close[$0] }
  }

  let watch = Stopwatch()
  let sweep = try CrossoverSweep(pairs: pairs(options.pairs), capital: 100, fee: options.fee)
  var best: (symbol: Int, result: CrossoverSweep.Result)?
  var sum = 0.0
  var purchases = 0
  for (symbol, closes) in columns.enumerated() {
    for result in try sweep.run(over: closes) {
      sum += result.finalValue
      purchases += result.purchases
      if best.map({ result.finalValue > $0.result.finalValue }) ?? true { best = (symbol, result) }
    }
  }
  let fields = watch.fields

  report(
    options, frame, fields,
    checks: [
      ("pairs", String(sweep.pairs.count)), ("columns", String(width)),
      ("sum_final_values", String(sum)), ("purchases", String(purchases)),
      ("best_final_value", best.map { String($0.result.finalValue) } ?? "null"),
      ("best_symbol", best.map { "\"\(frame.symbols[$0.symbol])\"" } ?? "null"),
      (
        "best_windows",
        best.map { "[\($0.result.pair.fast),\($0.result.pair.slow)]" } ?? "null"
      ),
    ])
}

/// The pairs as full backtests of the first symbol.
func books(_ options: Options) throws {
  let whole = try options.frame(symbols: 1)
  let width = whole.symbols.count
  func column(_ values: [Double]) -> [Double] {
    stride(from: 0, to: values.count, by: width).map { values[$0] }
  }
  let frame = MarketPanel.frame(
    symbols: [whole.symbols[0]], sessions: whole.sessions, close: column(whole.close),
    volume: column(whole.volume))
  let specifications = pairs(options.pairs).map { pair in
    StrategySpecification(
      name: "pair", summary: "",
      rule: .movingAverageCrossover(fast: pair.fast, slow: pair.slow, weight: 1),
      universe: frame.symbols, benchmark: nil, capital: 1_000_000,
      costs: ExecutionCosts(commissionPerShare: 0.001, slippageBasisPoints: 5, volumeLimit: 0.1))
  }

  let watch = Stopwatch()
  let backtest = ColumnarBacktest(try ColumnarMarket(frame: frame, actions: [], firstRow: 0))
  var sum = 0.0
  var best = 0.0
  var fills = 0
  for group in ColumnarBacktest.groups(of: specifications) {
    try backtest.run(group: group.map { specifications[$0] }, keepsDetail: false) { _, outcome in
      let value = outcome.sessions.last?.equity ?? 0
      sum += value
      best = max(best, value)
      fills += outcome.tradeCount
    }
  }
  report(
    options, frame, watch.fields,
    checks: [
      ("pairs", String(specifications.count)), ("sum_final_values", String(sum)),
      ("best_final_value", String(best)), ("fills", String(fills)),
    ])
}

/// Whether both engines agree on every case; prints what they were, or the first that differs.
func agreement(_ options: Options) throws -> Bool {
  let watch = Stopwatch()
  var agreed = 0
  var orders = 0
  var fills = 0
  var trading: [String: Int] = [:]
  for seed in options.seed..<(options.seed + options.cases) {
    let made = try MadeUpCase(seed: seed)
    let columns: ColumnarOutcome
    do throws(ColumnarRefusal) {
      columns = try made.columns()
    } catch {
      continue
    }
    if let difference = Disagreement.first(columns, try made.events(), on: made.frame) {
      FileHandle.standardError.write(Data("seed \(seed): \(difference)\n".utf8))
      return false
    }
    agreed += 1
    if columns.tradeCount > 0 { trading[made.specification.rule.kind, default: 0] += 1 }
    orders += columns.orderCount
    fills += columns.tradeCount
  }
  let fields: [(String, String)] =
    [("workload", "\"agreement\""), ("first_seed", String(options.seed))] + watch.fields
  print(
    line(
      fields + [
        ("cases_agreed", String(agreed)), ("cases_refused", String(Int(options.cases) - agreed)),
        ("orders", String(orders)),
        ("fills", String(fills)),
        (
          "cases_that_traded",
          line(trading.sorted { $0.key < $1.key }.map { ($0.key, String($0.value)) })
        ),
      ]))
  return true
}

guard let options = Options(CommandLine.arguments.dropFirst()) else {
  let usage =
    "usage: sweep-bench momentum|crossover|books|agreement [--symbols N] [--days N] [--pairs N] "
    + "[--fee F] [--cases N] [--seed N] [--data FILE.parquet] [--events yes]\n"
  FileHandle.standardError.write(Data(usage.utf8))
  exit(2)
}
do {
  switch options.workload {
  case "momentum": try momentum(options)
  case "crossover": try crossover(options)
  case "books": try books(options)
  default: if try !agreement(options) { exit(1) }
  }
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}
