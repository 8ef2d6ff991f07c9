import Chronology
import Connect
import DuckDB
import Market
import Research
import TestKit

@testable import Warehouse

extension ScratchFolder {
  /// The warehouse's file in this folder.
  var file: String { file("quant.duckdb") }

  func open(_ settings: Warehouse.Settings = .init(threads: 2)) async throws -> Warehouse {
    try await Warehouse.open(at: file, settings: settings, now: .start)
  }

  /// Runs a statement on the file as a stranger would, while no warehouse has it open.
  func tamper(_ sql: SQL, _ parameters: [Parameter] = []) throws -> Int {
    try Database(.file(file)).connect().change(sql, parameters)
  }
}

extension Timestamp {
  static let start = Timestamp(seconds: 1_700_000_000)
  static func after(_ seconds: Int64) -> Timestamp { Timestamp(seconds: 1_700_000_000 + seconds) }
}

extension SessionDate {
  /// The day that lies `offset` days after 2000-01-03.
  static func day(_ offset: Int) -> SessionDate { SessionDate(day: 10_959 + Int32(offset)) }
}

extension ClosedRange<SessionDate> {
  static let always = SessionDate(day: -10_000)...SessionDate(day: 30_000)
}

extension BarSeries {
  /// Made bars with a pattern of their own for each symbol; closes with bits that text would lose.
  static func made(
    _ symbol: Symbol, days: Range<Int>, shift: Double = 0, missing: Set<Int> = []
  ) -> BarSeries {
    let kept = days.filter { !missing.contains($0) }
    let base = 100 + Double(symbol.ticker.utf8.reduce(0) { $0 + Int($1) }) / 7 + shift
    let close = kept.map { base + Double($0) * 0.1 }
    return BarSeries(
      symbol: symbol, sessions: kept.map { .day($0) }, open: close.map { $0 - 0.3 },
      high: close.map { $0 + 1.1 }, low: close.map { $0 - 1.3 }, close: close,
      volume: kept.map { 1_000 + Double($0) })
  }
}

extension Instrument {
  static func made(_ symbol: Symbol, prices: PriceBasis = .raw) -> Instrument {
    Instrument(symbol: symbol, name: "\(symbol) Corporation", prices: prices)
  }
}

extension IngestionBatch {
  static func made(
    run: String = "i1", _ series: [BarSeries], prices: Instrument.PriceBasis = .raw,
    actions: [CorporateAction] = []
  ) -> IngestionBatch {
    IngestionBatch(
      run: run, instruments: series.map { .made($0.symbol, prices: prices) }, provider: "sample",
      series: series, actions: actions,
      outcomes: series.map {
        SymbolOutcome(
          symbol: $0.symbol, result: .saved, bars: $0.count, message: "",
          upTo: $0.sessions.last ?? .day(0))
      })
  }
}

extension RunRecord {
  static func made(trial: Int, name: String = "crossover") -> RunRecord {
    RunRecord(
      id: "r\(trial)-9f31c2ae01b45d77", trial: trial, name: name, specificationHash: "5pec",
      specification: "{\"schema\":1}", snapshot: SnapshotID(hex: "5na9"), engineVersion: "0.1.0",
      seed: UInt64.max - 5, from: .day(0), to: .day(9), by: "ada", createdAt: .after(Int64(trial)),
      seconds: 0.25, digest: "d19e57",
      figures: ["sharpe": 0.1 + 0.2, "pValue": .nan, "calmar": .infinity], dataLabel: "Sample data",
      caveats: ["Closes only.", "Volume unknown,\nreally."])
  }
}
