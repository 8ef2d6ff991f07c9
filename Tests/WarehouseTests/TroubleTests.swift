import Chronology
import Connect
import DuckDB
import Foundation
import Market
import TestKit
import Testing

@testable import Warehouse

/// The warehouse when the world is against it: other processes, sudden ends, full and closed disks.
@Suite struct TroubleTests {
  @Test func `a second process is refused, and told who holds the file and what to do`()
    async throws
  {
    let folder = try ScratchFolder()
    let child = try ChildTest("WarehouseChild", environment: ["QS_TEST_HOLD": folder.file])
    #expect(await child.line(beginning: "ready") != nil)

    let writing = await #expect(throws: StoreError.self) { try await folder.open() }
    let reading = await #expect(throws: StoreError.self) {
      try await folder.open(.init(isReadOnly: true))
    }
    await child.kill()
    let after = try await folder.open()
    await after.close()

    for error in [writing, reading] {
      #expect(error?.code == .locked)
      #expect(error?.message.contains("pid \(child.processID)") == true, "\(error?.message ?? "")")
      #expect(error?.remedy.contains("qs down") == true)
    }
  }

  @Test func `a process killed while saving loses no committed batch and keeps no half`()
    async throws
  {
    let folder = try ScratchFolder()
    let child = try ChildTest("WarehouseChild", environment: ["QS_TEST_SAVE": folder.file])
    var acknowledged = 0
    while acknowledged < 6, let line = await child.line(beginning: "saved ") {
      acknowledged = Int(line.dropFirst(6)) ?? 0
    }
    await child.kill()

    let warehouse = try await folder.open()
    let checkpoint = try #require(try await warehouse.checkpoints().first)
    let coverage = try await warehouse.coverage()
    let holdings = try await warehouse.holdings()
    await warehouse.close()

    #expect(acknowledged >= 6)
    #expect(checkpoint.finished >= acknowledged * ChildBatch.symbols)
    #expect(checkpoint.finished % ChildBatch.symbols == 0)
    #expect(coverage.count == checkpoint.finished)
    #expect(coverage.allSatisfy { $0.bars == ChildBatch.days })
    #expect(holdings.bars == checkpoint.finished * ChildBatch.days)
  }

  @Test func `a process killed inside a transaction leaves nothing of it`() async throws {
    let folder = try ScratchFolder()
    let child = try ChildTest("WarehouseChild", environment: ["QS_TEST_HALF": folder.file])
    #expect(await child.line(beginning: "ready") != nil)
    await child.kill()

    let warehouse = try await folder.open()
    let series = try await warehouse.snapshot(of: ["AAPL"], over: .always).series[0]
    await warehouse.close()

    #expect(series == .made("AAPL", days: 0..<50))
  }

  @Test(.enabled(if: ScratchFolder.mayMount, "Needs the right to mount a small disk in memory."))
  func `a full disk is named, and what was saved before is whole after a restart`() async throws {
    let disk = try ScratchFolder(diskOf: 48 * 1024)
    // Room that is given back later, as when a person frees some.
    let ballast = disk.file("ballast")
    try Data(count: 30 << 20).write(to: URL(fileURLWithPath: ballast))
    let warehouse = try await disk.open()
    var saved = 0
    var failure: StoreError?
    do throws(StoreError) {
      try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
      while saved < 500 {
        _ = try await warehouse.save(ChildBatch.made(saved + 1), at: .after(1))
        saved += 1
      }
    } catch {
      failure = error
    }
    await warehouse.close()
    try FileManager.default.removeItem(atPath: ballast)

    let reopened = try await disk.open()
    let finished = try await reopened.checkpoints()[0].finished
    let holdings = try await reopened.holdings()
    let more = try await reopened.save(ChildBatch.made(10_000), at: .after(2))
    await reopened.close()

    #expect(failure?.code == .full, "\(failure?.message ?? "no failure")")
    #expect(failure?.remedy.contains("Free disk space") == true)
    #expect(finished >= saved * ChildBatch.symbols)
    #expect(finished % ChildBatch.symbols == 0)
    #expect(holdings.bars == finished * ChildBatch.days)
    #expect(more.inserted == ChildBatch.symbols * ChildBatch.days)
  }

  @Test(.enabled(if: ScratchFolder.mayMount, "Needs the right to mount a small disk in memory."))
  func `a read-only disk is named, and can still be read`() async throws {
    let disk = try ScratchFolder(diskOf: 16 * 1024)
    let first = try await disk.open()
    try await first.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    _ = try await first.save(.made([.made("AAPL", days: 0..<9)]), at: .start)
    await first.close()
    try disk.setReadOnly(true)

    let error = await #expect(throws: StoreError.self) { try await disk.open() }
    let reader = try await disk.open(.init(isReadOnly: true))
    let bars = try await reader.holdings().bars
    let write = await #expect(throws: StoreError.self) {
      try await reader.save(universes: [Universe(name: "a", title: "", symbols: [])], at: .start)
    }
    await reader.close()
    let fresh = await #expect(throws: StoreError.self) {
      try await Warehouse.open(at: disk.file("deeper/new.duckdb"), now: .start)
    }
    try disk.setReadOnly(false)

    #expect(error?.code == .readOnly)
    #expect(error?.remedy.contains("writable") == true)
    #expect(bars == 9)
    #expect(write?.code == .readOnly)
    #expect(fresh?.code == .readOnly)
  }

  @Test func `a program without the library is told how to get it`() async throws {
    let folder = try ScratchFolder()
    let child = try ChildTest(
      "WarehouseChild",
      environment: [
        "QS_TEST_LIBRARY": folder.file, "QS_DUCKDB_LIBRARY": folder.file("nowhere.so"),
      ])

    let answer = await child.line(beginning: "refused ")
    await child.kill()

    #expect(answer?.hasPrefix("refused missing ") == true)
    #expect(answer?.contains("nowhere.so") == true)
    #expect(answer?.contains("./start.sh") == true)
  }

  @Test func `a long read that is cancelled stops, and the reader goes on`() async throws {
    let warehouse = try await (try ScratchFolder()).open(.init(threads: 1, readers: 1))
    let (begun, signal) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await warehouse.read("count for ever") { connection in
        signal.yield()
        return try connection.first(
          "SELECT count(*) FROM range(100000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 3"
        ) { row in try row.integer(0) }
      }
    }
    for await _ in begun { break }

    task.cancel()
    let error = await #expect(throws: StoreError.self) { try await task.joined }

    #expect(error?.code == .cancelled)
    #expect(try await warehouse.trialCount() == 0)
    await warehouse.close()
  }

  @Test func `four readers see whole batches only while one writes`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await folder.open(.init(threads: 2, readers: 4))
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 20, at: .start)

    let torn = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var torn = 0
          var seen = 0
          while seen < 20 * ChildBatch.symbols {
            // Both numbers in one transaction: they belong to one state of the file.
            let (bars, finished) = try await warehouse.read("count") { connection in
              let bars = try connection.first("SELECT count(*) FROM bars") { try $0.count(0) }
              let done = try connection.first("SELECT sum(finished)::BIGINT FROM ingestions") {
                try $0.count(0)
              }
              return (bars ?? 0, done ?? 0)
            }
            if bars != finished * ChildBatch.days || finished < seen { torn += 1 }
            seen = finished
          }
          return torn
        }
      }
      group.addTask {
        for number in 1...20 {
          _ = try await warehouse.save(ChildBatch.made(number), at: .after(Int64(number)))
        }
        return 0
      }
      return try await group.reduce(0, +)
    }
    await warehouse.close()

    #expect(torn == 0)
  }
}

/// Batches as the child and the disk test save them.
enum ChildBatch {
  static let symbols = 4
  static let days = 2_500

  static func made(_ number: Int) -> IngestionBatch {
    .made(
      (0..<symbols).map { .made(Symbol("S\(number)X\($0)"), days: 0..<days) })
  }
}

/// What a child process does; skipped in ordinary runs.
@Suite(.enabled(if: ChildTest.isChild)) struct WarehouseChild {
  private static func file(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  @Test(.enabled(if: file("QS_TEST_HOLD") != nil)) func `hold the file`() async throws {
    let file = try #require(Self.file("QS_TEST_HOLD"))
    let warehouse = try await Warehouse.open(at: file, now: .start)
    ChildTest.say("ready")
    ChildTest.wait()
    await warehouse.close()
  }

  @Test(.enabled(if: file("QS_TEST_LIBRARY") != nil)) func `open without the library`() async throws
  {
    let file = try #require(Self.file("QS_TEST_LIBRARY"))
    let error = await #expect(throws: StoreError.self) {
      try await Warehouse.open(at: file, now: .start)
    }
    ChildTest.say("refused \(error?.code.rawValue ?? "not") \(error?.message ?? "")")
  }

  @Test(.enabled(if: file("QS_TEST_SAVE") != nil)) func `save batch after batch`() async throws {
    let file = try #require(Self.file("QS_TEST_SAVE"))
    let warehouse = try await Warehouse.open(at: file, now: .start)
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    for number in 1...5_000 {
      _ = try await warehouse.save(ChildBatch.made(number), at: .after(Int64(number)))
      ChildTest.say("saved \(number)")
    }
  }

  @Test(.enabled(if: file("QS_TEST_HALF") != nil)) func `stop inside a transaction`() async throws {
    let file = try #require(Self.file("QS_TEST_HALF"))
    let warehouse = try await Warehouse.open(at: file, now: .start)
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    _ = try await warehouse.save(.made([.made("AAPL", days: 0..<50)]), at: .start)
    try await warehouse.write("change half of it") { connection in
      try connection.transaction {
        _ = try BarTable(connection: connection).save(
          BarBlock([.made("AAPL", days: 0..<50_000, shift: 1)]), source: "sample", at: .start)
        ChildTest.say("ready")
        ChildTest.wait()
      }
    }
  }
}
