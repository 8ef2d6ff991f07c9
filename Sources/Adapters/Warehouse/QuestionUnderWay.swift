import DuckDB
import Market
import Synchronization

/// A question to the console that is being answered.
struct QuestionUnderWay: Sendable {
  let work: Task<ConsoleQuestion.Answer, any Error>
  let stop: StopMark
}

extension Warehouse {
  /// Does work, and once again after stopping the question under way when that left no memory: the
  /// desk's own reading and writing go before what somebody is curious about.
  func freeingMemory<Answer: Sendable>(
    _ work: () async throws -> Answer
  ) async throws -> Answer {
    do {
      return try await work()
    } catch let error as DuckDBError where error.code == .memory {
      guard let question = question.withLock({ $0 }) else { throw error }
      question.stop.set(.others)
      question.work.cancel()
      _ = await question.work.result
      return try await work()
    }
  }
}

/// Why a question was stopped.
enum QuestionStop: Sendable {
  case time(Duration)
  /// The bytes by which the process had grown at least.
  case memory(Int)
  /// Somebody else's work found no memory.
  case others
  /// The database's own limit did not suffice.
  case limit

  private static let less =
    "Ask for fewer rows or shorter values; approx_quantile takes less than median."

  var error: StoreError {
    switch self {
    case .time(let duration):
      let parts = duration.components
      let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
      return StoreError(
        .cancelled, "The question was stopped: it took longer than \(seconds) seconds.",
        remedy: "Ask for less, or for longer.")
    case .memory(let bytes):
      return StoreError(
        .cancelled, "The question was stopped: it took more than \(bytes >> 20) MiB of memory.",
        remedy: Self.less)
    case .limit:
      return StoreError(
        .cancelled,
        "The question was stopped: it needs more memory than the database may take.",
        remedy: "Narrow it: name fewer columns, a symbol or a range of sessions, or set a LIMIT; to "
          + "have a whole table, export it.")
    case .others:
      return StoreError(
        .cancelled, "The question was stopped: it left no memory for other work.",
        remedy: Self.less)
    }
  }
}

/// Whether and why a question was stopped.
final class StopMark: Sendable {
  private let mark = Mutex<QuestionStop?>(nil)
  var reason: QuestionStop? { mark.withLock { $0 } }
  func set(_ reason: QuestionStop) { mark.withLock { $0 = $0 ?? reason } }
}
