import Chronology
import Connect
import Market
import TestKit
import Testing

@testable import Warehouse

@Suite struct IngestionTests {
  @Test func `it keeps the promises of every ingestion store`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    try await IngestionStoreContract.verify(warehouse)

    await warehouse.close()
  }

  @Test func `each batch moves its checkpoint, and outcomes keep the newest`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 3, at: .start)
    _ = try await warehouse.save(
      .made([.made("AAPL", days: 0..<5), .made("MSFT", days: 0..<5)]), at: .after(1))
    let failed = SymbolOutcome(
      symbol: "KO", result: .failed, bars: 0, message: "The provider answered nonsense.",
      upTo: .day(4))
    _ = try await warehouse.save(
      IngestionBatch(
        run: "i1", instruments: [], provider: "sample", series: [], actions: [],
        outcomes: [failed]), at: .after(2))
    try await warehouse.completeIngestion(run: "i1", at: .after(3))
    try await warehouse.beginIngestion(run: "i2", provider: "sample", planned: 1, at: .after(4))
    _ = try await warehouse.save(
      .made(run: "i2", [.made("AAPL", days: 5..<9)]), at: .after(5))

    let checkpoints = try await warehouse.checkpoints()
    let outcomes = try await warehouse.lastOutcomes(provider: "sample")

    #expect(checkpoints.map(\.run) == ["i2", "i1"])
    #expect(
      checkpoints[1]
        == IngestionCheckpoint(
          run: "i1", provider: "sample", startedAt: .start, updatedAt: .after(3), planned: 3,
          finished: 3, isComplete: true))
    #expect(!checkpoints[0].isComplete)
    #expect(outcomes.map(\.symbol) == ["AAPL", "KO", "MSFT"])
    #expect(outcomes[0].upTo == .day(8))
    #expect(
      outcomes[1]
        == SymbolOutcome(
          symbol: "KO", result: .failed, bars: 0, message: failed.message, upTo: .day(4),
          recordedAt: .after(2)))
    #expect(try await warehouse.lastOutcomes(provider: "fmp").isEmpty)
    await warehouse.close()
  }

  @Test func `a second source's dividend replaces the first one's, whatever its date`() async throws
  {
    func dividend(on day: Int) -> CorporateAction {
      CorporateAction(
        symbol: "AAPL", effectiveOn: .day(day), kind: .dividend(amount: 0.5, payDate: .day(20)))
    }
    func batch(_ provider: String, days: Range<Int>, dividendOn day: Int) -> IngestionBatch {
      IngestionBatch(
        run: provider, instruments: [.made("AAPL")], provider: provider,
        series: [.made("AAPL", days: days)], actions: [dividend(on: day)], outcomes: [])
    }
    let warehouse = try await (try ScratchFolder()).open()
    for provider in ["first", "second", "third"] {
      try await warehouse.beginIngestion(run: provider, provider: provider, planned: 1, at: .start)
    }

    _ = try await warehouse.save(batch("first", days: 0..<9, dividendOn: 3), at: .after(1))
    _ = try await warehouse.save(batch("second", days: 0..<9, dividendOn: 4), at: .after(2))
    // The third covers later sessions only and leaves the earlier ones alone.
    _ = try await warehouse.save(batch("third", days: 6..<9, dividendOn: 7), at: .after(3))

    let snapshot = try await warehouse.snapshot(of: ["AAPL"], over: .always)
    #expect(snapshot.actions == [dividend(on: 4), dividend(on: 7)])
    await warehouse.close()
  }

  @Test func `a batch of a run that was never begun is refused whole`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.save(.made(run: "ghost", [.made("AAPL", days: 0..<5)]), at: .start)
    }

    #expect(error?.code == .missing)
    #expect(try await warehouse.holdings().bars == 0)
    #expect(try await warehouse.coverage().isEmpty)
    await warehouse.close()
  }

  @Test func `a cancelled save leaves nothing behind`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)

    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await warehouse.save(.made([.made("AAPL", days: 0..<5)]), at: .after(1))
    }
    let error = await #expect(throws: StoreError.self) { try await task.joined }

    #expect(error?.code == .cancelled)
    #expect(try await warehouse.holdings().bars == 0)
    await warehouse.close()
  }
}
