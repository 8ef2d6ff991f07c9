import DuckDB
import Foundation
import Governance
import Market

/// Turns what went wrong inside into what the ports say, once, at the edge.
struct StoreFailure {
  /// What was being done, to follow `cannot`.
  let doing: String
  let path: String

  func storeError(_ error: any Error) -> StoreError {
    switch error {
    case let error as StoreError: error
    case let error as DuckDBError: storeError(error)
    case is CancellationError:
      StoreError(.cancelled, "Stopped on request: \(doing).", remedy: "Start it again.")
    case let error as GovernanceError:
      StoreError(.conflict, error.message, remedy: error.remedy)
    case let error as CocoaError where error.code == .fileWriteOutOfSpace:
      StoreError(.full, "\(cannot): the disk is full.", remedy: Self.freeSpace)
    case let error as CocoaError
    where error.code == .fileWriteNoPermission || error.code == .fileWriteVolumeReadOnly:
      StoreError(
        .readOnly, "\(cannot): the folder cannot be written.",
        remedy: "Give the user that runs QS the right to write it, or name another data folder.")
    default:
      StoreError(.query, "\(cannot): \(error)", remedy: Self.report)
    }
  }

  func governanceError(_ error: any Error) -> GovernanceError {
    if let error = error as? GovernanceError { return error }
    let store = storeError(error)
    return switch store.code {
    case .missing: GovernanceError(.missing, store.message, remedy: store.remedy)
    case .conflict: GovernanceError(.conflict, store.message, remedy: store.remedy)
    case .locked, .corrupt, .readOnly, .full, .cancelled, .query:
      GovernanceError(.store, store.message, remedy: store.remedy)
    }
  }

  private func storeError(_ error: DuckDBError) -> StoreError {
    switch error.code {
    case .libraryMissing, .libraryVersion:
      StoreError(
        .missing, "\(cannot): \(error.message)",
        remedy: "Run ./start.sh, which fetches the library, or name its file in "
          + "\(DuckDBLibrary.environmentKey).")
    case .locked:
      StoreError(
        .locked, "\(cannot): \(Self.words(for: error.holder)) holds it.",
        remedy: "Stop that process with \"qs down\", or let the running server answer.")
    case .corrupt:
      StoreError(
        .corrupt, "\(cannot): the file is damaged or not a database (\(error.message)).",
        remedy: "Leave the file as it is, restore a backup beside it and point data.directory "
          + "there.")
    case .readOnly:
      StoreError(
        .readOnly, "\(cannot): the file or its file system cannot be written (\(error.message)).",
        remedy: "Make the file and its folder writable, or open it for reading only.")
    case .full:
      StoreError(
        .full, "\(cannot): the disk is full; nothing uncommitted was kept (\(error.message)).",
        remedy: Self.freeSpace)
    case .invalidated:
      StoreError(
        .corrupt, "\(cannot): an earlier failure closed the database (\(error.message)).",
        remedy: "Free disk space if it ran out, then restart QS; committed data is read again.")
    case .interrupted:
      StoreError(.cancelled, "Stopped on request: \(doing).", remedy: "Start it again.")
    case .constraint, .conflict:
      StoreError(
        .conflict, "\(cannot): it contradicts what is stored (\(error.message)).",
        remedy: "Read the stored state again before trying once more.")
    case .missing:
      StoreError(
        .missing, "\(cannot): \(error.message)", remedy: "Check the path and try again.")
    case .memory:
      StoreError(
        .full, "\(cannot): it needs more memory than the database may take.",
        remedy: "Ask for less at once, or raise data.memoryMebibytes in qs.yaml and restart QS.")
    case .type, .query:
      StoreError(.query, "\(cannot): \(error.message)", remedy: Self.report)
    }
  }

  private var cannot: String { "Cannot \(doing)" }

  private static let freeSpace = "Free disk space, then restart QS; committed data is safe."
  private static let report = "This is a fault of QS or of its data file; report it with this text."

  private static func words(for holder: DuckDBError.Holder?) -> String {
    guard let holder else { return "another process" }
    let program = (holder.program as NSString).lastPathComponent
    return "another process (\(program.isEmpty ? "program unknown" : program), "
      + "pid \(holder.process))"
  }
}
