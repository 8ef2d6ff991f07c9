import Factors
import Foundation
import Gauge

/// Measures ten published formulas, computed as one graph on one thread; one JSON line.
///
///     alpha-bench [--symbols 1000] [--sessions 2520] [--seed 7] [--data FILE.csv|FILE.parquet]
///     alpha-bench [--symbols 1000] [--sessions 2520] [--seed 7] --write FILE.csv
///     alpha-bench --formulas all
///
/// With `--formulas all` it is all hundred and one, on the made panel with made classifications.
/// The values are handed over in blocks of 32 sessions, as the product takes them. Reading or making
/// the data is not measured.

struct Options {
  var symbols = 1000
  var sessions = 2520
  var seed: UInt64 = 7
  var path: String?
  var target: String?
  var takesAll = false
}

func options() -> Options? {
  var options = Options()
  var arguments = CommandLine.arguments.dropFirst()
  while let name = arguments.popFirst() {
    guard let value = arguments.popFirst() else { return nil }
    switch name {
    case "--symbols":
      guard let count = Int(value), count > 0 else { return nil }
      options.symbols = count
    case "--sessions":
      guard let count = Int(value), count > 0 else { return nil }
      options.sessions = count
    case "--seed":
      guard let seed = UInt64(value) else { return nil }
      options.seed = seed
    case "--data": options.path = value
    case "--write": options.target = value
    case "--formulas":
      guard value == "all" || value == "ten" else { return nil }
      options.takesAll = value == "all"
    default: return nil
    }
  }
  return options
}

/// Seconds of wall and processor time that a program takes on a panel.
func seconds(_ program: FactorProgram, _ panel: FactorPanel) throws -> (Double, Double) {
  let wall = Gauge.wall
  let processor = Gauge.processor
  try program.evaluate(over: panel, rows: 0..<panel.rows, blockRows: 32) { _, _ in }
  return (Gauge.wall - wall, Gauge.processor - processor)
}

func measure(_ options: Options) throws {
  var panel =
    try options.path.map { try PanelFile.panel(path: $0) }
    ?? MadePanel.panel(symbols: options.symbols, sessions: options.sessions, seed: options.seed)
  var formulas = try PublishedFormulas.ten()
  if options.takesAll {
    panel = MadePanel.completed(panel)
    formulas = try PublishedFormulas.all()
  }
  let numbers = formulas.map(\.name)
  let trees = formulas.map(\.tree)
  let program = FactorProgram(trees)
  let (wall, processor) = try seconds(program, panel)
  var alone = 0.0
  var each: [String] = []
  for (number, tree) in zip(numbers, trees) {
    let own = try seconds(FactorProgram([tree]), panel).1
    alone += own
    each.append("\"\(number)\":\(own)")
  }

  var counts = [Int](repeating: 0, count: trees.count)
  var sums = [Double](repeating: 0, count: trees.count)
  try program.evaluate(over: panel, rows: 0..<panel.rows, blockRows: 32) { _, values in
    for tree in trees.indices {
      for value in values[tree] where !value.isNaN {
        counts[tree] += 1
        sums[tree] += value
      }
    }
  }
  let checks = numbers.indices.map {
    "\"\(numbers[$0])\":{\"count\":\(counts[$0]),\"sum\":\(sums[$0])}"
  }
  let fields: [(String, String)] = [
    ("benchmark", "\"alphas\""),
    ("source", options.path == nil ? "\"random walks, seed \(options.seed)\"" : "\"file\""),
    ("symbols", String(panel.width)),
    ("sessions", String(panel.rows)),
    ("formulas", String(trees.count)),
    ("steps", String(program.nodeCount)),
    ("seconds_wall", String(wall)),
    ("seconds_cpu", String(processor)),
    ("seconds_cpu_one_by_one", String(alone)),
    ("seconds_cpu_each", "{\(each.joined(separator: ","))}"),
    ("peak_rss_mb", String(Gauge.peakMegabytes)),
    ("check", "{\(checks.joined(separator: ","))}"),
  ]
  print("{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}")
}

guard let options = options() else {
  FileHandle.standardError.write(
    Data(
      """
      usage: alpha-bench [--symbols COUNT] [--sessions COUNT] [--seed SEED] \
      [--formulas ten|all] [--data FILE.csv|FILE.parquet | --write FILE.csv]

      """.utf8))
  exit(2)
}
do {
  if let target = options.target {
    let panel = MadePanel.panel(
      symbols: options.symbols, sessions: options.sessions, seed: options.seed)
    try PanelFile.write(panel, path: target)
  } else {
    try measure(options)
  }
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(1)
}
