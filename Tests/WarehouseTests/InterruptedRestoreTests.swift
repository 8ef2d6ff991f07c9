import Foundation
import Market
import TestKit
import Testing

@testable import Warehouse

/// Restorations that fail or end half way.
@Suite struct InterruptedRestoreTests {
  /// A folder with a warehouse's file and the log of its last changes, and a backup of before them.
  private func crashed() async throws -> (folder: ScratchFolder, backup: String) {
    let live = try ScratchFolder()
    let folder = try ScratchFolder()
    let warehouse = try await live.open()
    try await warehouse.beginIngestion(run: "i1", provider: "sample", planned: 1, at: .start)
    _ = try await warehouse.save(.made([.made("AAPL", days: 0..<9)]), at: .after(1))
    _ = try await warehouse.backUp(to: folder.file("copy"), at: .after(2)) { _ in }
    _ = try await warehouse.save(.made([.made("KO", days: 0..<9)]), at: .after(3))
    for ending in ["", ".wal"] {
      try FileManager.default.copyItem(
        atPath: live.file + ending, toPath: folder.file + ending)
    }
    await warehouse.close()
    return (folder, folder.file("copy"))
  }

  private func symbols(_ folder: ScratchFolder) async throws -> [Symbol] {
    let warehouse = try await folder.open()
    let symbols = try await warehouse.coverage().map(\.symbol)
    await warehouse.close()
    return symbols
  }

  @Test func `a restoration that fails leaves the file with its log`() async throws {
    let (folder, backup) = try await crashed()
    // The former file cannot take this name.
    try FileManager.default.createDirectory(
      atPath: folder.file + ".former/kept", withIntermediateDirectories: true)

    #expect(throws: StoreError.self) {
      try Warehouse.restore(from: backup, to: folder.file)
    }

    #expect(try await symbols(folder) == ["AAPL", "KO"])
  }

  @Test(arguments: [true, false])
  func `a restoration that ended half way is put right when the file is opened`(
    isLinked: Bool
  ) async throws {
    let (folder, backup) = try await crashed()
    let files = FileManager.default
    try files.copyItem(atPath: backup + "/quant.duckdb", toPath: folder.file + ".restoring")
    try files.moveItem(atPath: folder.file + ".wal", toPath: folder.file + ".former.wal")
    if isLinked { try files.linkItem(atPath: folder.file, toPath: folder.file + ".former") }

    let refusal = await #expect(throws: StoreError.self) {
      try await folder.open(.init(threads: 2, isReadOnly: true))
    }

    #expect(refusal?.code == .conflict)
    #expect(try await symbols(folder) == ["AAPL", "KO"])
    #expect(!files.fileExists(atPath: folder.file + ".restoring"))
    #expect(!files.fileExists(atPath: folder.file + ".former"))
  }

  @Test func `a former file keeps its own log when a later restoration ended early`() async throws {
    let (folder, backup) = try await crashed()
    _ = try Warehouse.restore(from: backup, to: folder.file)
    try Data("half".utf8).write(to: URL(fileURLWithPath: folder.file + ".restoring"))

    #expect(try await symbols(folder) == ["AAPL"])
    #expect(FileManager.default.fileExists(atPath: folder.file + ".former.wal"))
  }
}
