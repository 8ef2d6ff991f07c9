import Chronology
import Connect
import Market
import TestKit
import Testing

@testable import Warehouse

@Suite struct SnapshotTests {
  private static let dividend = CorporateAction(
    symbol: "AAPL", effectiveOn: .day(3), kind: .dividend(amount: 0.1, payDate: .day(6)))

  private func id(
    of batches: [IngestionBatch], _ symbols: [Symbol] = ["AAPL", "MSFT"],
    over sessions: ClosedRange<SessionDate> = .always
  ) async throws -> String {
    let folder = try ScratchFolder()
    let warehouse = try await folder.open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 9, at: .start)
    for batch in batches { _ = try await warehouse.save(batch, at: .after(1)) }
    let id = try await warehouse.snapshot(of: symbols, over: sessions).id.hex
    await warehouse.close()
    return id
  }

  private func data(_ shift: Double = 0, dividend: CorporateAction = dividend) -> IngestionBatch {
    .made(
      [.made("AAPL", days: 0..<9, shift: shift), .made("MSFT", days: 2..<7)], actions: [dividend])
  }

  @Test func `the same data has the same name in another file, however it was saved`() async throws
  {
    let whole = try await id(of: [data()])
    let pieces = try await id(of: [
      .made([.made("MSFT", days: 4..<7)]), .made([.made("AAPL", days: 0..<9, shift: 3)]),
      .made([.made("MSFT", days: 2..<4)]), data(),
    ])

    #expect(whole == pieces)
    // The layout that `SnapshotID.init(naming:)` describes, packed and digested by Python 3.11's
    // struct and hashlib over the same made bars.
    #expect(whole == "ee517b369b509be195c6cc148c245bd6274b9ac8aa7628dbd7b539b199a0dee2")
  }

  @Test func `any change gives another name`() async throws {
    let whole = try await id(of: [data()])
    let lastBit = 100.0.nextUp - 100
    let others = [
      try await id(of: [data(lastBit)]),
      try await id(
        of: [
          data(
            dividend: CorporateAction(
              symbol: "AAPL", effectiveOn: .day(3),
              kind: .dividend(amount: 0.1.nextUp, payDate: .day(6))))
        ]),
      try await id(
        of: [
          data(
            dividend: CorporateAction(
              symbol: "AAPL", effectiveOn: .day(3),
              kind: .dividend(amount: 0.1, payDate: .day(7))))
        ]),
      try await id(of: [data()], ["MSFT", "AAPL"]),
      try await id(of: [data()], ["AAPL"]),
      try await id(of: [data()], over: .day(0)...(.day(7))),
      try await id(of: [data(), .made([.made("MSFT", days: 7..<8)])]),
      try await id(of: [
        .made(
          [.made("AAPL", days: 0..<9), .made("MSFT", days: 2..<7)], prices: .adjustedClose,
          actions: [Self.dividend])
      ]),
    ]

    #expect(!others.contains(whole))
    #expect(Set(others).count == others.count)
  }
}
