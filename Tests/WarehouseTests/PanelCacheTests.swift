import Chronology
import Connect
import Foundation
import Market
import TestKit
import Testing

@testable import Warehouse

/// Panels kept in files: the same values, never old ones, never damaged ones.
@Suite struct PanelCacheTests {
  private static let symbols = (0..<400).map { Symbol("S\($0)") }

  /// A store whose panels are large enough to be kept.
  private func warehouse(
    _ folder: ScratchFolder, _ settings: Warehouse.Settings = .init()
  ) async throws -> Warehouse {
    let warehouse = try await folder.open(settings)
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    _ = try await warehouse.save(
      .made(
        Self.symbols.map { .made($0, days: 0..<400) },
        actions: [
          CorporateAction(symbol: "S7", effectiveOn: .day(200), kind: .split(new: 2, old: 1)),
          CorporateAction(
            symbol: "S8", effectiveOn: .day(100),
            kind: .dividend(amount: 1, payDate: .day(110))),
        ]), at: .after(1))
    return warehouse
  }

  private func panel(
    _ warehouse: Warehouse, _ adjustment: Adjustment = .totalReturn, days: ClosedRange<Int> = 0...399
  ) async throws -> Panel {
    try await warehouse.panel(
      .close, of: Self.symbols, over: .day(days.lowerBound)...(.day(days.upperBound)),
      adjusted: adjustment)
  }

  private func files(_ folder: ScratchFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file("cache/panels"))
      .filter { $0.hasSuffix(".parquet") }.sorted()
  }

  @Test(arguments: Adjustment.allCases)
  func `a kept panel is the one that was read, and is what single series say`(
    adjustment: Adjustment
  ) async throws {
    let folder = try ScratchFolder()
    let warehouse = try await warehouse(folder)
    let first = try await panel(warehouse, adjustment)
    let kept = try files(folder)
    let second = try await panel(warehouse, adjustment)

    #expect(kept.count == 1)
    #expect(try files(folder) == kept)
    #expect(first.values.map(\.bitPattern) == second.values.map(\.bitPattern))
    #expect(first.sessions == second.sessions && first.symbols == second.symbols)
    for symbol: Symbol in ["S0", "S7", "S8"] {
      let column = try #require(first.symbols.firstIndex(of: symbol))
      let series = try await warehouse.bars(
        of: symbol, over: .day(0)...(.day(399)), adjusted: adjustment
      ).series
      #expect(
        first.sessions.indices.map { first.values[$0 * first.symbols.count + column] }
          == series.close)
    }
    #expect(await warehouse.panelCache?.lastFailure == nil)
    await warehouse.close()
  }

  @Test func `new data of one symbol never meets an old file`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await warehouse(folder)
    let before = try await panel(warehouse)
    _ = try await warehouse.save(.made([.made("S3", days: 50..<51, shift: 5)]), at: .after(2))
    let corrected = try await panel(warehouse)
    _ = try await warehouse.save(
      .made(
        [.made("S4", days: 0..<1)],
        actions: [
          CorporateAction(symbol: "S4", effectiveOn: .day(50), kind: .split(new: 4, old: 1))
        ]), at: .after(3))
    let split = try await panel(warehouse)

    #expect(corrected.values[50 * 400 + 3] == before.values[50 * 400 + 3] + 5)
    #expect(split.values[49 * 400 + 4] == corrected.values[49 * 400 + 4] / 4)
    #expect(try files(folder).count == 3)
    await warehouse.close()
  }

  @Test func `a damaged file is found and made again`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await warehouse(folder)
    let whole = try await panel(warehouse)
    let path = folder.file("cache/panels/\(try #require(try files(folder).first))")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))

    var flipped = bytes
    flipped[bytes.count / 2] ^= 0x40
    for damage in [flipped, bytes.prefix(bytes.count / 3), Data(), Data("PAR1".utf8)] {
      try damage.write(to: URL(fileURLWithPath: path))
      #expect(try await panel(warehouse) == whole)
      #expect(await warehouse.panelCache?.lastFailure != nil)
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == bytes.count)
    }
    await warehouse.close()
  }

  @Test func `what was not read for longest goes when the files grow beyond the limit`() async throws
  {
    let folder = try ScratchFolder()
    let warehouse = try await warehouse(folder, .init(panelCacheMebibytes: 0))
    let made = try await panel(warehouse, .raw)
    await warehouse.close()
    let path = folder.file("few")
    await PanelCache(folder: path, limit: .max).keep(made, as: "a")
    let size = try Data(contentsOf: URL(fileURLWithPath: "\(path)/a.parquet")).count
    let cache = PanelCache(folder: path, limit: size * 5 / 2)

    await cache.keep(made, as: "b")
    #expect(await cache.panel("a") != nil)
    await cache.keep(made, as: "c")

    #expect(await cache.panel("a") != nil)
    #expect(await cache.panel("b") == nil)
    #expect(await cache.panel("c") != nil)
    #expect(await cache.lastFailure == nil)
    #expect(!FileManager.default.fileExists(atPath: folder.file("cache/panels")))
  }

  @Test func `what a process left half written goes at an opening an hour later`() async throws {
    let folder = try ScratchFolder()
    let panels = folder.file("cache/panels")
    let files = FileManager.default
    try files.createDirectory(atPath: panels, withIntermediateDirectories: true)
    for (name, age) in [(".old-1-1.tmp", 3601), (".new-1-1.tmp", 3599), ("old.parquet", 9000)] {
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(panels)/\(name)"))
      try files.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_700_000_000 - Double(age))],
        ofItemAtPath: "\(panels)/\(name)")
    }

    let warehouse = try await folder.open()
    await warehouse.close()

    #expect(
      try files.contentsOfDirectory(atPath: panels).sorted() == [".new-1-1.tmp", "old.parquet"])
  }

  @Test func `many readers and writers of one folder see whole panels only`() async throws {
    let folder = try ScratchFolder()
    let warehouse = try await warehouse(folder)
    let whole = try await panel(warehouse, .raw)
    let caches = (0..<4).map { _ in
      PanelCache(folder: folder.file("shared"), limit: 64 << 20)
    }

    try await withThrowingTaskGroup(of: Void.self) { group in
      for cache in caches {
        group.addTask {
          for _ in 0..<5 {
            await cache.keep(whole, as: "one")
            #expect(await cache.panel("one") == whole)
          }
        }
      }
      try await group.waitForAll()
    }
    for cache in caches { #expect(await cache.lastFailure == nil) }
    await warehouse.close()
  }
}
