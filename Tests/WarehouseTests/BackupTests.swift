import Chronology
import Connect
import DuckDB
import Foundation
import Market
import TestKit
import Testing

@testable import Warehouse

/// Copies of the whole store, their proof, and single tables as files.
@Suite struct BackupTests {
  private func filled(_ folder: ScratchFolder) async throws -> Warehouse {
    let warehouse = try await folder.open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    _ = try await warehouse.save(
      .made(
        [.made("AAPL", days: 0..<300), .made("KO", days: 0..<50, missing: [4])],
        actions: [
          CorporateAction(symbol: "AAPL", effectiveOn: .day(9), kind: .split(new: 2, old: 1))
        ]), at: .after(1))
    _ = try await warehouse.save(.made([.made("KO", days: 3..<9, shift: 2)]), at: .after(2))
    _ = try await warehouse.save(report: [1], sharpe: 1, delivers: true) { .made(trial: $0) }
    return warehouse
  }

  /// Rows of each table that are in one file and not in the other; the store's identity aside.
  private func differences(_ first: String, _ second: String) throws -> [String: Int64] {
    let connection = try Database(.memory).connect()
    try connection.execute("ATTACH " + SQL.path(first) + " AS a (READ_ONLY)")
    try connection.execute("ATTACH " + SQL.path(second) + " AS b (READ_ONLY)")
    let names = try connection.rows(
      "SELECT DISTINCT table_name FROM duckdb_tables() WHERE table_name <> 'store_state'"
    ) { try $0.text(0) }
    var differences: [String: Int64] = [:]
    for name in names {
      let table = SQL.name(name)
      let rows = try connection.first(
        "SELECT (SELECT count(*) FROM (FROM a." + table + " EXCEPT ALL FROM b." + table
          + ")) + (SELECT count(*) FROM (FROM b." + table + " EXCEPT ALL FROM a." + table + "))"
      ) { try $0.integer(0) }
      if rows != 0 { differences[name] = rows }
    }
    #expect(names.count > 20)
    return differences
  }

  @Test func `a restored store is the original, table by table, with an identity of its own`()
    async throws
  {
    let folder = try ScratchFolder()
    let warehouse = try await filled(folder)
    let steps = Steps()
    let manifest = try await warehouse.backUp(to: folder.file("copy"), at: .after(3)) {
      steps.note($0)
    }
    // The store goes on while and after it is copied.
    _ = try await warehouse.save(.made([.made("MSFT", days: 0..<5)]), at: .after(4))
    await warehouse.close()

    let restored = try Warehouse.restore(
      from: folder.file("copy"), to: folder.file("elsewhere/quant.duckdb"))
    let again = try await Warehouse.open(at: folder.file("elsewhere/quant.duckdb"), now: .start)
    let bars = try await again.holdings().bars
    let lineage = try await again.read("read") { try StoreState.read(on: $0).lineage }
    await again.close()

    #expect(restored == manifest)
    #expect(steps.all == [.copying, .checking, .done])
    #expect(manifest.tables.first { $0.name == "bars" }?.rows == 350)
    #expect(bars == 350)
    #expect(lineage != manifest.lineage)
    #expect(
      try differences(
        folder.file("copy/quant.duckdb"), folder.file("elsewhere/quant.duckdb")) == [:])
  }

  @Test func `a copy is the store as it was, row for row`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await filled(folder)
    _ = try await warehouse.backUp(to: folder.file("copy"), at: .after(3))
    await warehouse.close()

    #expect(try differences(folder.file, folder.file("copy/quant.duckdb")) == [:])
  }

  @Test func `a damaged backup is refused and changes nothing`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await filled(folder)
    _ = try await warehouse.backUp(to: folder.file("copy"), at: .after(3))
    await warehouse.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    let copy = URL(fileURLWithPath: folder.file("copy/quant.duckdb"))
    var bytes = try Data(contentsOf: copy)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: copy)

    let damaged = #expect(throws: StoreError.self) {
      try Warehouse.restore(from: folder.file("copy"), to: folder.file)
    }
    let none = #expect(throws: StoreError.self) {
      try Warehouse.restore(from: folder.file("nowhere"), to: folder.file)
    }

    #expect(damaged?.code == .corrupt)
    #expect(none?.code == .missing)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == before)
    #expect(!FileManager.default.fileExists(atPath: folder.file + ".restoring"))
  }

  @Test func `a file in use is not restored over, by this process or another`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await filled(folder)
    _ = try await warehouse.backUp(to: folder.file("copy"), at: .after(3))
    let own = #expect(throws: StoreError.self) {
      try Warehouse.restore(from: folder.file("copy"), to: folder.file)
    }
    await warehouse.close()
    let child = try ChildTest("WarehouseChild", environment: ["QS_TEST_HOLD": folder.file])
    #expect(await child.line(beginning: "ready") != nil)
    let other = #expect(throws: StoreError.self) {
      try Warehouse.restore(from: folder.file("copy"), to: folder.file)
    }
    await child.kill()
    _ = try Warehouse.restore(from: folder.file("copy"), to: folder.file)

    #expect(own?.code == .locked)
    #expect(other?.code == .locked)
    #expect(other?.message.contains("\(child.processID)") == true)
    #expect(FileManager.default.fileExists(atPath: folder.file + ".former"))
    let restored = try await folder.open()
    #expect(try await restored.holdings().bars == 350)
    await restored.close()
  }

  @Test func `a backup never overwrites what is there`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await filled(folder)
    _ = try await warehouse.backUp(to: folder.file("copy"), at: .after(3))

    let error = await #expect(throws: StoreError.self) {
      try await warehouse.backUp(to: folder.file("copy"), at: .after(4))
    }

    #expect(error?.code == .conflict)
    await warehouse.close()
  }

  @Test func `every table but those that let people in is exported whole`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await filled(folder)
    let connection = try Database(.memory).connect()

    for size in try await warehouse.tableSizes() where !["accounts", "credentials"].contains(size.table)
    {
      let path = folder.file("\(size.table).parquet")
      #expect(try await warehouse.exportTable(size.table, to: path) == size.rows)
      let rows = try connection.first(
        "SELECT count(*) FROM read_parquet(?)", [.text(path)]
      ) { try $0.count(0) }
      #expect(rows == size.rows, "\(size.table)")
    }
    for name in ["accounts", "Credentials", "nothing", "bars; DROP TABLE bars", "../bars", "BARS"] {
      let path = folder.file("refused.parquet")
      let error = await #expect(throws: StoreError.self) {
        try await warehouse.exportTable(name, to: path)
      }
      #expect(error?.code == .missing || error?.code == .conflict)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    await warehouse.close()
  }
}

/// Steps of a backup as they were told.
private final class Steps: @unchecked Sendable {
  private let lock = NSLock()
  private var steps: [BackupStep] = []
  func note(_ step: BackupStep) { lock.withLock { steps.append(step) } }
  var all: [BackupStep] { lock.withLock { steps } }
}
