import Chronology
import Connect
import DuckDB
import Market
import TestKit
import Testing

@testable import Warehouse

@Suite struct BarTests {
  private func warehouse(_ batches: [IngestionBatch] = []) async throws -> (
    ScratchFolder, Warehouse
  ) {
    let folder = try ScratchFolder()
    let warehouse = try await folder.open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 9, at: .start)
    for batch in batches { _ = try await warehouse.save(batch, at: .after(1)) }
    return (folder, warehouse)
  }

  @Test func `bars come back bit for bit, missing values as missing`() async throws {
    var closes = BarSeries.made("^GSPC", days: 0..<3_000, missing: [5, 6, 2_999])
    closes = BarSeries(
      symbol: "^GSPC", sessions: closes.sessions, open: closes.open.map { _ in .nan },
      high: closes.high.map { _ in .nan }, low: closes.low.map { _ in .nan }, close: closes.close,
      volume: closes.volume.enumerated().map { $0 % 3 == 0 ? .nan : $1 })
    let (_, warehouse) = try await warehouse([.made([closes], prices: .index)])

    let read = try await warehouse.snapshot(of: ["^GSPC"], over: .always).series[0]

    #expect(read.sessions == closes.sessions)
    #expect(read.close.map(\.bitPattern) == closes.close.map(\.bitPattern))
    #expect(read.volume.map(\.isNaN) == closes.volume.map(\.isNaN))
    #expect(!read.open.contains { !$0.isNaN })
    await warehouse.close()
  }

  @Test func `saving again replaces and never doubles`() async throws {
    let (_, warehouse) = try await warehouse()
    let first = try await warehouse.save(
      .made([.made("AAPL", days: 0..<100), .made("MSFT", days: 0..<50)]), at: .after(1))

    let second = try await warehouse.save(
      .made([.made("AAPL", days: 90..<120, shift: 5)]), at: .after(2))

    #expect(first == WriteReceipt(inserted: 150, replaced: 0))
    #expect(second == WriteReceipt(inserted: 20, replaced: 10))
    let pairs = try await warehouse.read("count") { connection in
      try connection.first("SELECT count(*), count(DISTINCT (symbol, session)) FROM bars") { row in
        [try row.integer(0), try row.integer(1)]
      }
    }
    #expect(pairs == [170, 170])
    let series = try await warehouse.snapshot(of: ["AAPL"], over: .always).series[0]
    #expect(series.close[89] == BarSeries.made("AAPL", days: 0..<100).close[89])
    #expect(series.close[90] == BarSeries.made("AAPL", days: 90..<120, shift: 5).close[0])
    await warehouse.close()
  }

  @Test func `a symbol that comes twice in one batch is refused whole`() async throws {
    let (_, warehouse) = try await warehouse()

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.save(
        .made([.made("AAPL", days: 0..<5), .made("AAPL", days: 3..<9)]), at: .start)
    }

    #expect(error?.code == .conflict)
    #expect(try await warehouse.holdings().bars == 0)
    await warehouse.close()
  }

  @Test func `bars without an instrument are refused, and nothing of the batch stays`() async throws
  {
    let (_, warehouse) = try await warehouse()
    let batch = IngestionBatch(
      run: "i1", instruments: [.made("AAPL")], provider: "sample",
      series: [.made("AAPL", days: 0..<5), .made("ZZZZ", days: 0..<5)], actions: [],
      outcomes: [
        SymbolOutcome(symbol: "AAPL", result: .saved, bars: 5, message: "", upTo: .day(4))
      ])

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.save(batch, at: .start)
    }

    #expect(error?.code == .conflict)
    #expect(error?.message.contains("ZZZZ") == true)
    #expect(try await warehouse.coverage().isEmpty)
    #expect(try await warehouse.checkpoints()[0].finished == 0)
    #expect(try await warehouse.lastOutcomes(provider: "sample").isEmpty)
    await warehouse.close()
  }

  @Test func `an infinite value is refused by symbol, field and session`() async throws {
    let (_, warehouse) = try await warehouse()
    let bars = BarSeries(
      symbol: "AAPL", sessions: [.day(0), .day(1)], open: [1, 1], high: [1, .infinity],
      low: [1, 1], close: [1, 1], volume: [1, 1])

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.save(.made([bars]), at: .start)
    }

    #expect(error?.message == "The high of AAPL on 2000-01-04 is infinite.")
    await warehouse.close()
  }

  @Test func `coverage names every instrument with its first, last and number of bars`()
    async throws
  {
    let (_, warehouse) = try await warehouse([
      .made([.made("MSFT", days: 3..<9), .made("AAPL", days: 0..<5), .made("NONE", days: 0..<0)])
    ])

    let coverage = try await warehouse.coverage()

    #expect(coverage.map(\.symbol) == ["AAPL", "MSFT", "NONE"])
    #expect(
      coverage[1]
        == Coverage(
          symbol: "MSFT", name: "MSFT Corporation", prices: .raw, provider: "sample",
          first: .day(3), last: .day(8), bars: 6))
    #expect(coverage[2].bars == 0)
    #expect(coverage[2].first == nil)
    let holdings = try await warehouse.holdings()
    #expect(holdings.symbols == 3)
    #expect(holdings.bars == 11)
    #expect(holdings.lastByProvider.map(\.provider) == ["sample"])
    #expect(holdings.last == .day(8))
    await warehouse.close()
  }

  @Test func `an unknown symbol is missing, one without bars in the range is empty`() async throws {
    let (_, warehouse) = try await warehouse([.made([.made("AAPL", days: 0..<5)])])

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.snapshot(of: ["AAPL", "NOPE"], over: .always)
    }
    let empty = try await warehouse.snapshot(of: ["AAPL"], over: .day(50)...(.day(60)))

    #expect(error?.code == .missing)
    #expect(error?.message.contains("NOPE") == true)
    #expect(empty.series[0].count == 0)
    await warehouse.close()
  }

  @Test func `a snapshot keeps the order asked for and its actions sorted`() async throws {
    let actions = [
      CorporateAction(
        symbol: "MSFT", effectiveOn: .day(4), kind: .dividend(amount: 0.5, payDate: .day(8))),
      CorporateAction(symbol: "MSFT", effectiveOn: .day(4), kind: .split(new: 2, old: 1)),
      CorporateAction(
        symbol: "AAPL", effectiveOn: .day(4), kind: .dividend(amount: 0.1, payDate: .day(6))),
      CorporateAction(
        symbol: "AAPL", effectiveOn: .day(1), kind: .dividend(amount: 0.2, payDate: .day(3))),
      CorporateAction(symbol: "AAPL", effectiveOn: .day(40), kind: .split(new: 3, old: 2)),
    ]
    let series = [BarSeries.made("AAPL", days: 0..<9), .made("MSFT", days: 0..<9)]
    let (_, warehouse) = try await warehouse([
      .made(series, actions: actions), .made(series, actions: actions),
    ])

    let snapshot = try await warehouse.snapshot(of: ["MSFT", "AAPL"], over: .day(0)...(.day(10)))

    #expect(snapshot.series.map(\.symbol) == ["MSFT", "AAPL"])
    #expect(snapshot.instruments.map(\.symbol) == ["MSFT", "AAPL"])
    #expect(snapshot.actions == [actions[3], actions[2], actions[1], actions[0]])
    await warehouse.close()
  }

  @Test func `a raw panel has a row for every session and NaN where a symbol has no bar`()
    async throws
  {
    let aapl = BarSeries.made("AAPL", days: 0..<6, missing: [2])
    let msft = BarSeries.made("MSFT", days: 4..<8, missing: [6])
    let (_, warehouse) = try await warehouse([.made([aapl, msft])])

    let panel = try await warehouse.panel(
      .close, of: ["MSFT", "AAPL"], over: .always, adjusted: .raw)

    #expect(panel.sessions == [0, 1, 3, 4, 5, 7].map { .day($0) })
    #expect(panel.symbols == ["MSFT", "AAPL"])
    let expected: [Double] = [
      .nan, aapl.close[0], .nan, aapl.close[1], .nan, aapl.close[2], msft.close[0], aapl.close[3],
      msft.close[1], aapl.close[4], msft.close[2], .nan,
    ]
    #expect(panel.values.map(\.description) == expected.map(\.description))
    await warehouse.close()
  }

  @Test func `adjusted panels adjust raw prices as of the range's end, and no others`() async throws
  {
    let flat = { (symbol: Symbol) in
      BarSeries(
        symbol: symbol, sessions: [.day(0), .day(1), .day(2)], open: [100, 100, 50],
        high: [100, 100, 50], low: [100, 100, 50], close: [100, 100, 50],
        volume: [1_000, 1_000, 2_000])
    }
    let split = CorporateAction(
      symbol: "RAWS", effectiveOn: .day(2), kind: .split(new: 2, old: 1))
    let dividend = CorporateAction(
      symbol: "RAWS", effectiveOn: .day(1), kind: .dividend(amount: 10, payDate: .day(1)))
    let (_, warehouse) = try await warehouse([
      .made([flat("RAWS")], actions: [split, dividend]),
      .made([flat("DONE")], prices: .adjustedClose),
    ])
    let symbols: [Symbol] = ["RAWS", "DONE"]

    let splits = try await warehouse.panel(.close, of: symbols, over: .always, adjusted: .splits)
    let volume = try await warehouse.panel(.volume, of: symbols, over: .always, adjusted: .splits)
    let total = try await warehouse.panel(
      .close, of: symbols, over: .always, adjusted: .totalReturn)
    let before = try await warehouse.panel(
      .close, of: symbols, over: .day(0)...(.day(1)), adjusted: .splits)

    #expect(splits.values == [50, 100, 50, 100, 50, 50])
    #expect(volume.values == [2_000, 1_000, 2_000, 1_000, 2_000, 2_000])
    #expect(total.values == [45, 100, 50, 100, 50, 50])
    #expect(before.values == [100, 100, 100, 100])
    await warehouse.close()
  }

  @Test func `every field's raw panel equals its adjusted one without actions`() async throws {
    let series = [BarSeries.made("AAPL", days: 0..<40, missing: [7]), .made("MSFT", days: 9..<60)]
    let (_, warehouse) = try await warehouse([.made(series)])
    for field in BarField.allCases {
      let raw = try await warehouse.panel(
        field, of: ["AAPL", "MSFT"], over: .day(3)...(.day(50)), adjusted: .raw)
      let adjusted = try await warehouse.panel(
        field, of: ["AAPL", "MSFT"], over: .day(3)...(.day(50)), adjusted: .totalReturn)
      #expect(raw.sessions == adjusted.sessions)
      #expect(
        raw.values.map { $0.isNaN ? 0 : $0.bitPattern }
          == adjusted.values.map { $0.isNaN ? 0 : $0.bitPattern })
    }
    await warehouse.close()
  }

  @Test func `universes are kept by name with their symbols sorted`() async throws {
    let (_, warehouse) = try await warehouse()
    try await warehouse.save(
      universes: [
        Universe(name: "b", title: "B", symbols: ["MSFT", "AAPL"]),
        Universe(name: "a", title: "A", symbols: []),
      ], at: .start)

    try await warehouse.save(
      universes: [Universe(name: "b", title: "B2", symbols: ["KO"])], at: .after(1))

    #expect(
      try await warehouse.universes() == [
        Universe(name: "a", title: "A", symbols: []),
        Universe(name: "b", title: "B2", symbols: ["KO"]),
      ])
    await warehouse.close()
  }
}
