import Chronology
import DuckDB
import Foundation
import Governance
import Market
import Research
import TestKit
import Testing

@testable import Warehouse

@Suite struct LedgerTests {
  @Test func `a trial comes back as it was noted, with figures and returns to the bit`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    var draft = TrialDraft.made(hypothesis: "trend", parent: nil, sharpe: 0.1 + 0.2)
    draft.seed = UInt64.max - 3
    draft.role = .validation
    draft.metrics = ["sharpe": 1.0 / 3, "calmar": .infinity]
    let returns = TrialReturns(
      sessions: [.day(0), .day(1), SessionDate(day: -400)], values: [0.1 + 0.2, -0.0, -1e-300])

    let record = try await warehouse.save(
      report: [1], trial: draft, returns: returns, delivers: false
    ) { .made(trial: $0) }
    let read = try await warehouse.trial(1)

    draft.metrics = ["sharpe": 1.0 / 3]
    #expect(read == Trial(number: 1, run: record.id, entry: draft))
    let kept = try #require(try await warehouse.returns(of: [1, 7])[1])
    #expect(kept.sessions == returns.sessions)
    #expect(kept.values.map(\.bitPattern) == returns.values.map(\.bitPattern))
    await warehouse.close()
  }

  @Test func `runs, failures and early stops share one count without a gap`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    _ = try await warehouse.append(.made(outcome: .failed, sharpe: nil))
    _ = try await warehouse.save(report: [1], sharpe: 1, delivers: false) { .made(trial: $0) }
    let stopped = try await warehouse.append(
      .made(specification: "b", parent: 2, outcome: .stoppedEarly, sharpe: .nan))

    #expect(stopped.number == 3)
    let trials = try await warehouse.trials(limit: 9, offset: 0)
    #expect(trials.map(\.number) == [3, 2, 1])
    #expect(trials.map(\.entry.outcome) == [.stoppedEarly, .finished, .failed])
    #expect(trials.map { $0.run != nil } == [false, true, false])
    #expect(trials[0].sharpe == nil && trials[0].entry.parent == 2)
    #expect(try await warehouse.returns(of: [1, 2, 3]).isEmpty)
    await warehouse.close()
  }

  @Test func `a tombstone and a declaration are added, and nothing goes`() async throws {
    let folder = try ScratchFolder()
    let first = try await folder.open()
    _ = try await first.append(.made())
    try await first.bury(1, by: "ada", because: "A typing error.", at: .after(1))
    let declared = DeclaredTrials(
      hypothesis: "trend", count: 40, by: "ada", at: .after(2), because: "A notebook.")
    try await first.declare(declared)
    await first.close()

    let second = try await folder.open()
    #expect(try await second.trialCount() == 1)
    #expect(try await second.trial(1).isBuried)
    #expect(try await second.declaredTrials() == [declared])
    let error = await #expect(throws: StoreError.self) {
      try await second.bury(9, by: "ada", because: "No.", at: .after(3))
    }
    #expect(error?.code == .missing)
    await second.close()
  }

  @Test func `the entries of an older file keep their numbers and get what their runs say`()
    async throws
  {
    let folder = try ScratchFolder()
    let connection = try Database(.file(folder.file)).connect()
    try Schema(path: folder.file).migrate(connection, at: .start, through: 9)
    try connection.execute(
      """
      INSERT INTO runs VALUES ('r2-x', 2, 'Two', '5pec', '{}', '5na9', '1', 7, DATE '2009-01-05',
        DATE '2009-12-31', 'ada', 5, 0.25, 'd', NULL);
      INSERT INTO run_figures VALUES ('r2-x', 'sharpe', 1.5), ('r2-x', 'calmar', 'inf'::DOUBLE);
      INSERT INTO run_reports VALUES ('r2-x', 'no report'::BLOB);
      INSERT INTO trials VALUES (1, 4, 'bob', 'r1-gone', '0ld', NULL),
        (2, 5, 'ada', 'r2-x', '5pec', 0.07)
      """)
    try connection.execute("CHECKPOINT")
    let copy = try ScratchFolder()
    try FileManager.default.copyItem(atPath: folder.file, toPath: copy.file)

    let warehouse = try await copy.open()
    let trials = try await warehouse.trials(limit: 9, offset: 0)

    #expect(trials.map(\.number) == [2, 1])
    #expect(trials.map(\.run) == ["r2-x", "r1-gone"])
    #expect(trials.map(\.sharpe) == [0.07, nil])
    #expect(trials.map(\.entry.hypothesis) == [TrialDraft.general, TrialDraft.general])
    #expect(trials[0].entry.from.description == "2009-01-05")
    #expect(trials[0].entry.seed == 7)
    #expect(trials[0].entry.metrics == ["sharpe": 1.5])
    #expect(trials[1].entry.to.description == "2999-12-31")
    let next = try await warehouse.append(.made())
    #expect(next.number == 3)
    await warehouse.close()
  }
}

@Suite struct VaultTableTests {
  private static func opening(
    _ subject: String = "s", from: Int = 100, to: Int = 199
  ) -> VaultOpening {
    VaultOpening(
      number: 0, subject: subject, specificationHash: "5pec", from: .day(from), to: .day(to),
      by: "ada", at: .after(2), because: "It is frozen.", trials: 12, run: nil, refusals: 0)
  }
  private static let seal = VaultSeal(
    from: .day(100), by: "ada", at: .after(1), because: "The last year is for the end.")

  @Test func `a seal and its openings outlast a restart, and a new file has none`() async throws {
    let folder = try ScratchFolder()
    let first = try await folder.open()
    #expect(try await first.vault() == VaultState(seal: nil, openings: []))
    try await first.seal(Self.seal)
    let opened = try await first.open(Self.opening())
    try await first.conclude(opened.number, run: "r1")
    await first.close()

    let second = try await folder.open()
    let state = try await second.vault()

    #expect(state.seal == Self.seal)
    #expect(state.openings == [Self.opening().kept(as: 1, run: "r1")])
    let error = await #expect(throws: StoreError.self) { try await second.conclude(1, run: "r2") }
    #expect(error?.code == .missing)
    await second.close()
  }

  @Test func `a second look is refused, noted and in the audit trail, which stays intact`()
    async throws
  {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.seal(Self.seal)
    _ = try await warehouse.open(Self.opening())

    for _ in 0..<2 {
      let error = await #expect(throws: StoreError.self) {
        try await warehouse.open(Self.opening(from: 150, to: 160))
      }
      #expect(error?.code == .conflict)
    }
    let other = try await warehouse.open(Self.opening("other"))
    let later = try await warehouse.open(Self.opening(from: 200, to: 220))

    #expect(other.number == 2)
    #expect(later.number == 3)
    #expect(try await warehouse.vault().openings.map(\.refusals) == [2, 0, 0])
    let trail = try await warehouse.auditEntries(limit: 9, offset: 0)
    #expect(
      trail.reversed().map(\.action) == [
        "vault.sealed", "vault.opened", "vault.refused", "vault.refused", "vault.opened",
        "vault.opened",
      ])
    #expect(try await warehouse.verifyAudit() == .intact(entries: 6, head: trail[0].hash))
    await warehouse.close()
  }

  @Test func `of twenty looks at once one is let in`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.seal(Self.seal)

    let opened = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask { (try? await warehouse.open(Self.opening())) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }

    #expect(opened == 1)
    #expect(try await warehouse.vault().openings.map(\.refusals) == [19])
    await warehouse.close()
  }

  @Test func `a seal grows and never shrinks`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    try await warehouse.seal(Self.seal)
    try await warehouse.seal(VaultSeal(from: .day(90), by: "bob", at: .after(3), because: "More."))

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.seal(
        VaultSeal(from: .day(95), by: "bob", at: .after(4), because: "Less."))
    }

    #expect(error?.code == .conflict)
    #expect(try await warehouse.vault().seal?.from == .day(90))
    #expect(try await warehouse.auditEntries(limit: 9, offset: 0).count == 2)
    await warehouse.close()
  }
}
