import Chronology
import DuckDB
import Market
import Research
import TestKit
import Testing

@testable import Warehouse

@Suite struct RunTests {
  @Test func `a run comes back as it was saved, its report byte for byte`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    let report: [UInt8] = Array("{\"equity\":[1,2]}".utf8) + [0, 255, 10]

    let saved = try await warehouse.save(report: report, sharpe: 0.07, delivers: true) {
      .made(trial: $0)
    }
    let read = try await warehouse.run(saved.id)

    #expect(saved.trial == 1)
    #expect(read.figures["pValue"]?.isNaN == true)
    #expect(read.figures["sharpe"] == 0.1 + 0.2)
    #expect(read.figures["calmar"] == .infinity)
    #expect(read.seed == UInt64.max - 5)
    #expect(read.caveats == saved.caveats)
    #expect(read.from == saved.from && read.to == saved.to && read.createdAt == saved.createdAt)
    #expect(try await warehouse.report(of: saved.id) == report)
    let error = await #expect(throws: StoreError.self) { try await warehouse.run("r9-none") }
    #expect(error?.code == .missing)
    await warehouse.close()
  }

  @Test func `forty runs saved at once get the numbers one to forty without a gap`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<40 {
        group.addTask {
          _ = try await warehouse.save(
            report: [UInt8(index)], sharpe: index % 4 == 0 ? nil : Double(index), delivers: false
          ) { .made(trial: $0, name: "run \(index)") }
        }
      }
      try await group.waitForAll()
    }

    let trials = try await warehouse.trials(limit: 100, offset: 0)
    #expect(trials.map(\.number) == Array((1...40).reversed()))
    #expect(try await warehouse.trialCount() == 40)
    #expect(try await warehouse.trialSharpes().count == 30)
    #expect(try await warehouse.runs(limit: 3, offset: 1).map(\.trial) == [39, 38, 37])
    await warehouse.close()
  }

  @Test func `a run that cannot be saved leaves no trial, no report and no delivery`() async throws
  {
    let warehouse = try await (try ScratchFolder()).open()
    _ = try await warehouse.save(report: [1], sharpe: 1, delivers: true) { .made(trial: $0) }

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.save(report: [2], sharpe: 2, delivers: true) { trial in
        let made = RunRecord.made(trial: trial)
        return RunRecord(
          id: "r1-9f31c2ae01b45d77", trial: trial, name: made.name, specificationHash: "x",
          specification: "{}", snapshot: made.snapshot, engineVersion: "1", seed: 1,
          from: made.from, to: made.to, by: "ada", createdAt: .start, seconds: 1, digest: "x",
          figures: [:], dataLabel: nil, caveats: [])
      }
    }

    #expect(error?.code == .conflict)
    #expect(try await warehouse.trialCount() == 1)
    #expect(try await warehouse.waitingDeliveries().count == 1)
    #expect(try await warehouse.report(of: "r1-9f31c2ae01b45d77") == [1])
    let next = try await warehouse.save(report: [3], sharpe: nil, delivers: false) {
      .made(trial: $0)
    }
    #expect(next.trial == 2)
    await warehouse.close()
  }

  @Test func `a delivery waits, counts its failures and ends with its link`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    for _ in 1...2 {
      _ = try await warehouse.save(report: [], sharpe: nil, delivers: true) { .made(trial: $0) }
    }
    let ids = try await warehouse.waitingDeliveries().map(\.run)

    try await warehouse.markFailed(ids[0], error: "away", at: .after(1))
    try await warehouse.markFailed(ids[0], error: "still away", at: .after(2))
    try await warehouse.markDelivered(ids[1], link: "http://tracker/1", at: .after(3))

    #expect(
      try await warehouse.waitingDeliveries()
        == [TrackingDelivery(run: ids[0], attempts: 2, lastError: "still away")])
    #expect(try await warehouse.deliveries(of: ids) == [ids[1]: "http://tracker/1"])
    let error = await #expect(throws: StoreError.self) {
      try await warehouse.markFailed(ids[1], error: "late", at: .after(4))
    }
    #expect(error?.code == .missing)
    await warehouse.close()
  }

  @Test func `NaN as a Sharpe ratio is a trial without one`() async throws {
    let warehouse = try await (try ScratchFolder()).open()

    _ = try await warehouse.save(report: [], sharpe: .nan, delivers: false) { .made(trial: $0) }

    #expect(try await warehouse.trials(limit: 1, offset: 0)[0].sharpe == nil)
    #expect(try await warehouse.trialSharpes().isEmpty)
    await warehouse.close()
  }
}
