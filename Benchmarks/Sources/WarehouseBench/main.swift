import Chronology
import Connect
import DuckDB
import Foundation
import Gauge
import Market
import Warehouse

/// Loads all series in batches of 200 symbols, as ingestion saves them, and closes the file.
func load(_ series: [BarSeries], into path: String, threads: Int) async throws {
  let now = Timestamp(seconds: 1_700_000_000)
  let warehouse = try await Warehouse.open(at: path, settings: .init(threads: threads), now: now)
  try await warehouse.beginIngestion(run: "bench", provider: "made", planned: series.count, at: now)
  for start in stride(from: 0, to: series.count, by: 200) {
    let batch = Array(series[start..<min(start + 200, series.count)])
    let instruments = batch.map {
      Instrument(symbol: $0.symbol, name: $0.symbol.ticker, prices: .raw)
    }
    let outcomes = batch.map {
      SymbolOutcome(
        symbol: $0.symbol, result: .saved, bars: $0.count, message: "",
        upTo: $0.sessions.last ?? SessionDate(day: 0))
    }
    _ = try await warehouse.save(
      IngestionBatch(
        run: "bench", instruments: instruments, provider: "made", series: batch, actions: [],
        outcomes: outcomes), at: now)
  }
  try await warehouse.completeIngestion(run: "bench", at: now)
  await warehouse.close()
}

/// What the file holds afterwards, so that a faster wrong load shows.
func check(_ path: String, writing copy: String?) throws -> (count: Int64, sum: Double) {
  let connection = try Database(.file(path), settings: .init(isReadOnly: true)).connect()
  if let copy {
    try connection.execute(
      "COPY (SELECT symbol, session AS date, open, high, low, close, volume FROM bars) TO "
        + SQL.path(copy) + " (FORMAT parquet)")
  }
  let values = try connection.first("SELECT count(*), fsum(close) FROM bars") { row in
    (count: try row.integer(0), sum: try row.double(1))
  }
  return values ?? (0, .nan)
}

/// Measures loading daily bars into a new warehouse; one JSON line.
///
///     warehouse-bench [--rows 10000000] [--seed 7] [--threads 2] [--data FILE.parquet]
///                     [--write FILE.parquet]
///
/// With `--desk FOLDER` it measures the data desk instead, line by line: the first load in batches of
/// 200 symbols and ten years, panels, pages, a night; and on a folder of an earlier run what only
/// reads.
///
/// Making or reading the bars is not measured; closing the file is. `--write` also writes the bars
/// as Parquet, for `peers/duckdb_load.py --data`.
func measure(_ options: Options) async throws {
  let series =
    try options.data.map { try ParquetBars($0).series() }
    ?? MadeBars.series(rows: options.rows, seed: options.seed)
  let rows = series.map(\.count).reduce(0, +)
  let folder = NSTemporaryDirectory() + "/warehouse-bench-\(getpid())"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer {
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      print("Could not remove \(folder): \(error)")
    }
  }

  let wall = Gauge.wall
  let processor = Gauge.processor
  try await load(series, into: folder + "/quant.duckdb", threads: options.threads)
  let wallSeconds = Gauge.wall - wall
  let processorSeconds = Gauge.processor - processor
  let peak = Gauge.peakMegabytes

  let held = try check(folder + "/quant.duckdb", writing: options.write)
  let fields: [(String, String)] = [
    ("benchmark", "\"warehouse\""),
    ("source", options.data == nil ? "\"made, seed \(options.seed)\"" : "\"file\""),
    ("rows", String(rows)),
    ("wall_s", String(wallSeconds)),
    ("cpu_s", String(processorSeconds)),
    ("rss_peak_mb", String(peak)),
    ("rows_per_s", String((Double(rows) / wallSeconds).rounded())),
    ("count", String(held.count)),
    ("sum_close", String(held.sum)),
    ("library", "\"\(try DuckDBLibrary.load().version)\""),
  ]
  print("{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}")
}

struct Options {
  var rows = 10_000_000
  var seed: UInt64 = 7
  var threads = 2
  var data: String?
  var write: String?
  /// A folder for the measurements of the data desk; kept, with the file in it.
  var desk: String?
  var memory = 256
  var sessions = 2_520

  /// Reads the command line, or returns nil when it cannot be understood.
  init?(_ arguments: [String]) {
    var arguments = arguments[...]
    while let name = arguments.popFirst() {
      guard let value = arguments.popFirst() else { return nil }
      switch name {
      case "--rows": rows = Int(value) ?? 0
      case "--seed": seed = UInt64(value) ?? 0
      case "--threads": threads = Int(value) ?? 0
      case "--data": data = value
      case "--write": write = value
      case "--desk": desk = value
      case "--sessions": sessions = Int(value) ?? 0
      case "--memory": memory = Int(value) ?? 0
      default: return nil
      }
    }
    guard rows > 0, threads > 0, memory > 0, sessions > 20 else { return nil }
  }
}

guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
  print(
    "usage: warehouse-bench [--rows COUNT] [--seed SEED] [--threads COUNT] [--data FILE.parquet] "
      + "[--write FILE.parquet] [--desk FOLDER] [--memory MEBIBYTES] [--sessions COUNT]")
  exit(2)
}
if let desk = options.desk {
  let isLoaded = access(desk + "/quant.duckdb", F_OK) == 0
  try await DeskBench(
    rows: options.rows, threads: options.threads, memory: options.memory, folder: desk,
    isLoaded: isLoaded, sessions: options.sessions
  ).run()
} else {
  try await measure(options)
}
