import Chronology
import DuckDB
import Foundation
import Market
import TestKit
import Testing

@testable import Warehouse

@Suite struct OpeningTests {
  @Test func `a new file gets every migration, and opening again adds none`() async throws {
    let folder = try ScratchFolder()

    let first = try await folder.open()
    let tables = try await first.tableSizes()
    await first.close()
    let second = try await folder.open()
    let again = try await second.tableSizes()
    await second.close()

    #expect(tables == again)
    #expect(tables.first { $0.table == "schema_versions" }?.rows == Schema.migrations.count)
    #expect(Schema.migrations.map(\.version) == Array(1...Int64(Schema.migrations.count)))
  }

  @Test func `an older file is brought up to date with its data`() async throws {
    let folder = try ScratchFolder()
    let connection = try Database(.file(folder.file)).connect()
    try connection.execute(
      """
      CREATE TABLE schema_versions (
        version BIGINT PRIMARY KEY, name VARCHAR NOT NULL, applied_at BIGINT NOT NULL)
      """)
    try connection.execute(Schema.migrations[0].statements)
    try connection.execute(
      """
      INSERT INTO schema_versions VALUES (1, 'market data and ingestion', 5);
      INSERT INTO instruments VALUES ('AAPL', 'Apple', 'raw', 'sample', 5)
      """)
    try connection.execute("CHECKPOINT")

    let copy = try ScratchFolder()
    try FileManager.default.copyItem(atPath: folder.file, toPath: copy.file)
    let warehouse = try await copy.open()

    #expect(try await warehouse.coverage().map(\.symbol) == ["AAPL"])
    #expect(try await warehouse.trialCount() == 0)
    await warehouse.close()
  }

  @Test func `a file of a newer program is refused and left alone`() async throws {
    let folder = try ScratchFolder()
    await (try folder.open()).close()
    _ = try folder.tamper("INSERT INTO schema_versions VALUES (99, 'the future', 0)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file))

    let error = await #expect(throws: StoreError.self) { try await folder.open() }

    #expect(error?.code == .conflict)
    #expect(error?.message.contains("99") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == bytes)
  }

  @Test func `a database that is no warehouse is refused`() async throws {
    let folder = try ScratchFolder()
    try Database(.file(folder.file)).connect().execute("CREATE TABLE mine (n BIGINT)")

    let error = await #expect(throws: StoreError.self) { try await folder.open() }

    #expect(error?.code == .conflict)
  }

  @Test func `a second opening in the same process is refused until the first has closed`()
    async throws
  {
    let folder = try ScratchFolder()
    let first = try await folder.open()

    let error = await #expect(throws: StoreError.self) { try await folder.open() }
    await first.close()
    let again = try await folder.open()
    await again.close()

    #expect(error?.code == .locked)
  }

  @Test func `a closed warehouse refuses work`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    await warehouse.close()

    let read = await #expect(throws: StoreError.self) { try await warehouse.coverage() }
    let write = await #expect(throws: StoreError.self) {
      try await warehouse.save(universes: [], at: .start)
    }

    #expect(read?.message.contains("closed") == true)
    #expect(write?.message.contains("closed") == true)
  }

  @Test func `a file that is no database is called corrupt and left alone`() async throws {
    let folder = try ScratchFolder()
    let bytes = Data("A letter, not a database. ".utf8) + Data(count: 30_000)
    try bytes.write(to: URL(fileURLWithPath: folder.file))

    let error = await #expect(throws: StoreError.self) { try await folder.open() }

    #expect(error?.code == .corrupt)
    #expect(error?.remedy.contains("backup") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == bytes)
  }

  @Test func `jobs that a stopped process left running are marked interrupted`() async throws {
    let folder = try ScratchFolder()
    let first = try await folder.open()
    func job(_ id: String, _ state: JobRecord.State, _ at: Int64) -> JobRecord {
      JobRecord(
        id: id, kind: "ingest", title: "Ingest", state: state, by: "ada", createdAt: .after(at),
        finishedAt: state == .done ? .after(9) : nil, message: "on it", result: nil)
    }
    try await first.save(job("j1", .running, 1))
    try await first.save(job("j2", .waiting, 2))
    try await first.save(job("j3", .done, 3))
    await first.close()

    let second = try await Warehouse.open(at: folder.file, now: .after(100))
    let jobs = try await second.jobs(limit: 10, offset: 0)
    await second.close()

    #expect(second.interruptedJobs == 2)
    #expect(jobs.map(\.id) == ["j3", "j2", "j1"])
    #expect(jobs.map(\.state) == [.done, .interrupted, .interrupted])
    #expect(jobs[1].finishedAt == .after(100))
    #expect(jobs[0] == job("j3", .done, 3))
  }

  @Test func `a job that is saved again takes its new state`() async throws {
    let warehouse = try await (try ScratchFolder()).open()
    var job = JobRecord(
      id: "j1", kind: "backtest", title: "Run", state: .running, by: "ada", createdAt: .start,
      finishedAt: nil, message: "working", result: nil)
    try await warehouse.save(job)
    job.state = .done
    job.finishedAt = .after(5)
    job.result = "r1"

    try await warehouse.save(job)

    #expect(try await warehouse.job("j1") == job)
    let error = await #expect(throws: StoreError.self) { try await warehouse.job("j2") }
    #expect(error?.code == .missing)
    await warehouse.close()
  }
}
