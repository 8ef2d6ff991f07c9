import Chronology
import Connect
import DuckDB
import FinancialModelingPrep
import Foundation
import Gauge
import Market
import Warehouse
import Wire
import WireClient

/// What one load cost and brought.
struct Load {
  var bars = 0
  var wall = 0.0
  var processor = 0.0
}

/// Fetches every planned symbol and saves it, as an ingestion does, and closes the file.
func load(
  _ listed: [Instrument], from provider: FMPProvider, into path: String, options: Options
) async throws -> Load {
  let clock = SystemClock()
  let wall = Gauge.wall
  let processor = Gauge.processor
  let warehouse = try await Warehouse.open(
    at: path, settings: .init(threads: options.threads, memoryLimitMebibytes: options.memory),
    now: clock.now)
  guard let last = TradingCalendar.xnys.lastClosedSession(at: clock.now) else {
    throw BenchError("The calendar has no closed session.")
  }
  let plan = IngestionPlan(
    provider: provider.name, listed: listed, symbols: nil,
    over: SessionDate(day: 0)...last, coverage: [], outcomes: [], calendar: .xnys, now: clock.now)
  let run = IngestionRun(
    id: "bench", plan: plan, provider: provider, store: warehouse, clock: clock,
    settings: IngestionSettings(concurrency: options.concurrency, seed: 1))
  let report = try await run.run()
  await warehouse.close()
  guard case .complete = report.ending, report.failures.isEmpty else {
    throw BenchError("The load ended with \(report.ending), \(report.failures.count) failures.")
  }
  return Load(
    bars: report.progress.bars, wall: Gauge.wall - wall,
    processor: Gauge.processor - processor)
}

/// Measures getting daily bars from a server into a warehouse; one JSON line.
///
///     qs rehearse fmp --generate 2000 --years 10 --port 8099
///     connect-bench --url http://127.0.0.1:8099/stable --symbols 2000 [--concurrency 8]
///                   [--memory 256] [--threads 2] [--replay]
///
/// `cpu_s` is this process alone. With `--replay` all answers are fetched beforehand and only what
/// follows is measured: decoding and saving.
func measure(_ options: Options) async throws {
  let wire = AsyncHTTPTransport()
  let recorded = RecordedTransport(wire)
  let provider = try FMPProvider(
    baseURL: options.url, key: Secret(options.key),
    transport: options.isReplay ? recorded : wire)
  let listed = Array(try await provider.instruments().prefix(options.symbols))
  let folder = NSTemporaryDirectory() + "/connect-bench-\(getpid())"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  if options.isReplay {
    _ = try await load(listed, from: provider, into: folder + "/first.duckdb", options: options)
  }
  let path = folder + "/quant.duckdb"
  let load = try await load(listed, from: provider, into: path, options: options)
  try await wire.shutdown()

  let connection = try Database(.file(path), settings: .init(isReadOnly: true)).connect()
  let held = try connection.first("SELECT count(*), fsum(close) FROM bars") { row in
    (count: try row.integer(0), sum: try row.double(1))
  }
  let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  try FileManager.default.removeItem(atPath: folder)
  let fields: [(String, String)] = [
    ("benchmark", options.isReplay ? "\"decode-and-save\"" : "\"ingest\""),
    ("symbols", String(listed.count)),
    ("rows", String(load.bars)),
    ("wall_s", String(load.wall)),
    ("cpu_s", String(load.processor)),
    ("rss_peak_mb", String(Gauge.peakMegabytes)),
    ("recorded_mb", String(Double(recorded.bytes) / 1e6)),
    ("rows_per_s", String((Double(load.bars) / load.wall).rounded())),
    ("rows_per_cpu_s", String((Double(load.bars) / load.processor).rounded())),
    ("file_mb", String(Double(size) / 1e6)),
    ("count", String(held?.count ?? 0)),
    ("sum_close", String(held?.sum ?? .nan)),
  ]
  print("{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}")
}

struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

struct Options {
  var url = ""
  var key = "rehearsal"
  var symbols = 2000
  var concurrency = 8
  var memory = 256
  var threads: Int?
  var isReplay = false

  /// Reads the command line, or returns nil when it cannot be understood.
  init?(_ arguments: [String]) {
    var arguments = arguments[...]
    while let name = arguments.popFirst() {
      if name == "--replay" {
        isReplay = true
        continue
      }
      guard let value = arguments.popFirst() else { return nil }
      switch name {
      case "--url": url = value
      case "--key": key = value
      case "--symbols": symbols = Int(value) ?? 0
      case "--concurrency": concurrency = Int(value) ?? 0
      case "--memory": memory = Int(value) ?? 0
      case "--threads": threads = Int(value)
      default: return nil
      }
    }
    guard !url.isEmpty, symbols > 0, concurrency > 0, memory > 0, threads ?? 1 > 0 else { return nil }
  }
}

guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
  print(
    "usage: connect-bench --url URL [--key KEY] [--symbols COUNT] [--concurrency COUNT] "
      + "[--memory MEBIBYTES] [--threads COUNT] [--replay]")
  exit(2)
}
try await measure(options)
