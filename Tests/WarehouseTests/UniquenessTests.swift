import Chronology
import Connect
import DuckDB
import Market
import TestKit
import Testing

@testable import Warehouse

/// One bar a symbol and session, whatever comes, and summaries that say what is there.
@Suite struct UniquenessTests {
  private static let symbols: [Symbol] = ["AAPL", "BRK.B", "KO", "MSFT", "^GSPC", "ZZZZ"]

  @Test(arguments: [1, 2, 3])
  func `a hundred random batches leave what a dictionary would hold`(seed: UInt64) async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 9, at: .start)
    var model = BarModel(seed: seed, symbols: Self.symbols)

    for number in 1...100 {
      let batch = model.batch(number)
      _ = try await warehouse.save(batch, at: .after(Int64(number)))
      guard number % 10 == 0 else { continue }
      let held = try await Self.bars(of: warehouse)
      #expect(held == model.bars.filter { !$0.value.isEmpty }, "after batch \(number)")
      try await Self.expectTrueSummaries(of: warehouse, after: number)
    }
    await warehouse.close()
  }

  /// Every bar by symbol and session; a doubled one shows as a count that is wrong.
  private static func bars(
    of warehouse: Warehouse
  ) async throws -> [Symbol: [SessionDate: [UInt64]]] {
    let rows = try await warehouse.read("read every bar") { connection in
      try connection.rows("SELECT symbol, session, open, high, low, close, volume FROM bars") {
        row in
        (
          Symbol(try row.text(0)), SessionDate(day: try row.days(1)),
          try (2..<7).map { try row.double($0).bitPattern }
        )
      }
    }
    var bars: [Symbol: [SessionDate: [UInt64]]] = [:]
    for (symbol, session, values) in rows {
      #expect(bars[symbol]?[session] == nil, "\(symbol) has two bars on \(session)")
      bars[symbol, default: [:]][session] = values
    }
    return bars
  }

  private static func expectTrueSummaries(of warehouse: Warehouse, after number: Int) async throws {
    let (kept, counted, months, countedMonths) = try await warehouse.read("compare") {
      connection in
      let rows = HoldingRows(connection: connection)
      let months = BarMonths(connection: connection)
      let state = try StoreState.read(on: connection)
      #expect(state.revision == state.monthsRevision)
      return (
        try rows.holdings(of: symbols), try rows.count(nil), try months.bars(),
        try months.count()
      )
    }
    #expect(kept == counted, "after batch \(number)")
    #expect(months == countedMonths, "after batch \(number)")
    for (symbol, holding) in kept { #expect(holding.missing >= 0, "\(symbol)") }
  }
}
