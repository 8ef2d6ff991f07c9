import Contract
import Foundation
import Market
import Warehouse

extension Platform {
  /// Begins to write a table as a Parquet file; the job's result is the file's name.
  func export(_ request: ExportRequest, by caller: Caller) async throws -> JobView {
    let known = try await warehouse.tables().map(\.name)
    guard known.contains(request.table) else {
      throw Refusal.missing(
        "table", request.table, remedy: "List them with GET /api/data/tables.")
    }
    return try await jobs.submit(
      .export, "Export \(request.table)", by: caller.account, unit: "rows"
    ) { [self] progress in
      try await writeTable(request.table, progress, by: caller)
    }
  }

  private func writeTable(
    _ table: String, _ progress: any JobProgress, by caller: Caller
  ) async throws -> (result: String?, message: String) {
    let place = try folders.fresh(table, in: .exports, ending: ".parquet", at: clock.now)
    try await noteData(
      "data.exported", by: caller, because: "\(place.lastPathComponent).", on: table,
      facts: ["file": place.lastPathComponent])
    progress.report(completed: 0, total: 0, message: "Writing \(place.lastPathComponent).")
    let rows = try await warehouse.exportTable(table, to: place.path)
    progress.report(completed: rows, total: rows, message: "Written.")
    return (
      place.lastPathComponent,
      "\(IngestionWords.grouped(rows)) rows in \(place.lastPathComponent)."
    )
  }

  /// Begins a backup of the whole warehouse; the job's result is its folder's name.
  func backUp(by caller: Caller) async throws -> JobView {
    try await jobs.submit(
      .backup, "Back up the warehouse", by: caller.account, unit: "steps"
    ) { [self] progress in
      try await writeBackup(progress, by: caller)
    }
  }

  private func writeBackup(
    _ progress: any JobProgress, by caller: Caller
  ) async throws -> (result: String?, message: String) {
    let place = try folders.fresh("backup", in: .backups, ending: "", at: clock.now)
    try await noteData(
      "data.backedUp", by: caller, because: "\(place.lastPathComponent).", on: "warehouse",
      facts: ["folder": place.lastPathComponent])
    let steps = BackupStep.allCases
    let manifest = try await warehouse.backUp(to: place.path, at: clock.now) { step in
      let done = steps.firstIndex(of: step) ?? 0
      progress.report(
        completed: done, total: steps.count - 1, message: "The backup: \(step.rawValue).")
    }
    return (
      place.lastPathComponent,
      "\(IngestionWords.grouped(manifest.bytes)) bytes in \(place.lastPathComponent), "
        + "digest \(manifest.digest.prefix(12))."
    )
  }

  /// Puts a backup in the place of the warehouse, which nothing may have open.
  ///
  /// - Returns: What was done, in a sentence.
  /// - Throws: `StoreError`: `locked` while a process has the file open, `corrupt` for a damaged
  ///   backup, `missing` when there is none.
  public static func restore(from folder: String, into settings: Settings) throws -> String {
    let manifest = try Warehouse.restore(
      from: folder, to: "\(settings.dataDirectory)/quant.duckdb")
    return "Restored \(manifest.tables.count) tables, "
      + "\(IngestionWords.grouped(manifest.bytes)) bytes, revision \(manifest.revision)."
  }
}
