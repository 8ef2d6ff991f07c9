import Chronology
import Connect
import DuckDB
import Foundation
import Gauge
import Market
import Synchronization
import Warehouse

/// Measures what the data desk asks of a warehouse: the first load, a night, pages and panels.
struct DeskBench {
  let rows: Int
  let threads: Int
  let memory: Int
  let folder: String
  /// A file of an earlier run to be measured again without loading it.
  let isLoaded: Bool

  /// Sessions of each symbol.
  let sessions: Int

  private let market: MadeMarket
  private var symbols: Int { max(200, rows / sessions) }

  init(
    rows: Int, threads: Int, memory: Int, folder: String, isLoaded: Bool, sessions: Int
  ) {
    self.rows = rows
    self.threads = threads
    self.memory = memory
    self.folder = folder
    self.isLoaded = isLoaded
    self.sessions = sessions
    market = MadeMarket(seed: 7, sessions: sessions)
  }

  func run() async throws {
    let path = folder + "/quant.duckdb"
    let now = Timestamp(seconds: 1_700_000_000)
    let settings = Warehouse.Settings(
      threads: threads, memoryLimitMebibytes: memory, readers: 4)
    let warehouse = try await Warehouse.open(at: path, settings: settings, now: now)
    if !isLoaded { try await load(into: warehouse, now) }
    report("file_mb", Double(try size(path)) / 1e6)
    try await readers(of: warehouse)
    try await panels(of: warehouse)
    try await pages(of: warehouse)
    if !isLoaded { try await night(in: warehouse, now) }
    let start = Gauge.wall
    await warehouse.close()
    report("close_s", Gauge.wall - start)
    report("rss_peak_mb", Gauge.peakMegabytes)
  }

  private func load(into warehouse: Warehouse, _ now: Timestamp) async throws {
    try await warehouse.beginIngestion(
      run: "bench", provider: "made", planned: symbols, at: now)
    var saving = 0.0
    var processor = 0.0
    var slowest = 0.0
    let last = market.sessions.count - 10
    for start in stride(from: 0, to: symbols, by: 200) {
      let block = market.block(start..<min(start + 200, symbols), sessions: 0..<last)
      let batch = market.batch(block)
      let wall = Gauge.wall
      let used = Gauge.processor
      _ = try await warehouse.save(batch, at: now)
      saving += Gauge.wall - wall
      processor += Gauge.processor - used
      slowest = max(slowest, Gauge.wall - wall)
    }
    let bars = Double(symbols * last)
    report("load_bars", bars)
    report("load_bars_per_s", bars / saving)
    report("load_bars_per_cpu_s", bars / processor)
    report("load_slowest_batch_s", slowest)
    report("load_rss_peak_mb", Gauge.peakMegabytes)
  }

  private func panels(of warehouse: Warehouse) async throws {
    let wanted = (0..<min(5_000, symbols)).map { MadeMarket.symbol($0) }
    let end = market.sessions.count - 11
    for (name, adjustment) in [("raw", Adjustment.raw), ("total_return", .totalReturn)] {
      // Each first reading has a range of its own, so that nothing is kept of it.
      for attempt in 0..<3 {
        let range = market.sessions[max(0, end - 251 - attempt)]...market.sessions[end - attempt]
        for reading in ["database", "cache", "cache"] {
          let start = Gauge.wall
          let used = Gauge.processor
          let panel = try await warehouse.panel(
            .close, of: wanted, over: range, adjusted: adjustment)
          report(
            "panel_\(name)_\(reading)_ms", (Gauge.wall - start) * 1000,
            "cpu_ms \(Int((Gauge.processor - used) * 1000)), \(panel.sessions.count) x "
              + "\(panel.symbols.count), sum \(panel.values.reduce(0) { $1.isNaN ? $0 : $0 + $1 })")
        }
      }
    }
  }

  private func pages(of warehouse: Warehouse) async throws {
    for sort in [CoverageSort.symbol, .bars, .missing, .findings] {
      try await time("page_\(sort)_ms") {
        try await warehouse.coveragePage(sort: sort, isFalling: true, limit: 100, offset: 500).total
      }
    }
    try await time("page_search_ms") {
      try await warehouse.coveragePage(CoverageFilter(search: "99"), limit: 100, offset: 0).total
    }
    try await time("coverage_ms") { try await warehouse.coverage().count }
    try await time("holdings_ms") { try await warehouse.holdings().bars }
    try await time("strip_ms") { try await warehouse.coverageStrip().count }
    try await time("strip_symbol_ms") {
      try await warehouse.coverageStrip(of: MadeMarket.symbol(17)).count
    }
    try await time("bars_symbol_ms") {
      let range = market.sessions[0]...market.sessions[market.sessions.count - 1]
      return try await warehouse.bars(
        of: MadeMarket.symbol(17), over: range, adjusted: .totalReturn
      ).series.count
    }
    let all = (0..<symbols).map { MadeMarket.symbol($0) }
    try await time("last_bars_ms") { try await warehouse.lastBars(of: all, count: 5).count }
    let end = market.sessions.count - 10
    try await time("market_bars_ms") {
      try await warehouse.marketBars(
        on: Array(market.sessions[(end - 5)..<end]), provider: "made"
      ).reduce(0) { $0 + $1.bars.count }
    }
  }

  /// The night after the load: one more session of every symbol with five that are held already,
  /// then the whole history of twenty symbols again.
  private func night(in warehouse: Warehouse, _ now: Timestamp) async throws {
    let end = market.sessions.count - 10
    let block = market.block(0..<symbols, sessions: (end - 5)..<(end + 1))
    let batch = market.batch(block, withActions: false)
    try await time("night_market_ms") { try await warehouse.save(batch, at: now).inserted }
    let again = stride(from: 0, to: symbols, by: max(1, symbols / 20)).map { $0 }
    var whole = BarBlock()
    for number in again {
      for bars in market.block(number..<(number + 1), sessions: 0..<(end + 1)).series {
        whole.append(bars)
      }
    }
    let reload = market.batch(whole, reloaded: Set(whole.runs.map(\.symbol)))
    try await time("night_reload_ms") { try await warehouse.save(reload, at: now).replaced }
    let few = market.block(0..<min(200, symbols), sessions: (end - 4)..<(end + 2))
    try await time("night_symbols_ms") {
      try await warehouse.save(market.batch(few, withActions: false), at: now).inserted
    }
  }

  /// Four readers ask small questions while big batches are saved.
  private func readers(of warehouse: Warehouse) async throws {
    let saving = Saving()
    let now = Timestamp(seconds: 1_700_000_000)
    let waits = try await withThrowingTaskGroup(of: [Double].self) { group in
      for reader in 0..<4 {
        group.addTask {
          var waits: [Double] = []
          while saving.goesOn {
            let start = Gauge.wall
            _ = try await warehouse.providers(of: [MadeMarket.symbol(reader * 31)])
            waits.append(Gauge.wall - start)
            try await Task.sleep(for: .milliseconds(2))
          }
          return waits
        }
      }
      for batch in 0..<(isLoaded ? 0 : 4) {
        let start = 900_000 + batch * 200
        let block = market.block(start..<(start + 200), sessions: 0..<(market.sessions.count - 10))
        _ = try await warehouse.save(market.batch(block), at: now)
      }
      saving.end()
      return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
    guard let worst = waits.last else { return }
    report("reader_wait_worst_ms", worst * 1000, "\(waits.count) questions")
    report("reader_wait_99_ms", waits[waits.count * 99 / 100] * 1000)
  }

  private func time(_ name: String, _ work: () async throws -> Int) async throws {
    let start = Gauge.wall
    let used = Gauge.processor
    let answer = try await work()
    let milliseconds = (Gauge.wall - start) * 1000
    report(name, milliseconds, "cpu_ms \(Int((Gauge.processor - used) * 1000)), answer \(answer)")
  }

  private func size(_ path: String) throws -> Int {
    let values = try URL(fileURLWithPath: path).resourceValues(forKeys: [.fileSizeKey])
    return values.fileSize ?? 0
  }

  private func report(_ name: String, _ value: Double, _ words: String = "") {
    print("\(name) \((value * 100).rounded() / 100)\(words.isEmpty ? "" : "  (\(words))")")
    fflush(nil)
  }
}

/// Whether the writer is still at it.
private final class Saving: Sendable {
  private let isGoingOn = Atomic(true)
  var goesOn: Bool { isGoingOn.load(ordering: .relaxed) }
  func end() { isGoingOn.store(false, ordering: .relaxed) }
}
