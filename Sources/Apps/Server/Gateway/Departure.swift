import Synchronization

/// Tells whether the client of a connection is still there to hear an answer.
public final class Departure: Sendable {
  private struct State {
    var hasLeft = false
    /// Gives up what the client waits for; a connection carries one request at a time.
    var giveUp: (@Sendable () -> Void)?
  }
  private let state = Mutex(State())

  public init() {}

  /// True once the client has closed its side of the connection.
  public var hasLeft: Bool { state.withLock { $0.hasLeft } }

  /// Says that the client has left: what it waited for is cancelled.
  public func note() {
    let giveUp = state.withLock { state in
      state.hasLeft = true
      return state.giveUp
    }
    giveUp?()
  }

  /// Does work that nobody wants but the client; it is cancelled when the client leaves.
  ///
  /// - Throws: What `work` throws.
  func whileThere<Answer: Sendable>(
    _ work: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let task = Task { try await work() }
    let hasLeft = state.withLock { state in
      state.giveUp = { task.cancel() }
      return state.hasLeft
    }
    defer { state.withLock { $0.giveUp = nil } }
    if hasLeft { task.cancel() }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }
}
