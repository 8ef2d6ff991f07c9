import Foundation
import Logging
import Synchronization

/// Logs, to standard error.
enum Logs {
  /// Sets how much every logger of this process says, and returns the first of them; once a process.
  static func begin(_ level: Logger.Level) -> Logger {
    LoggingSystem.bootstrap { label in
      var handler = PatientLog(StreamLogHandler.standardError(label: label), to: STDERR_FILENO)
      handler.logLevel = level
      return handler
    }
    return Logger(label: "qs")
  }
}

/// Passes lines on while whoever reads them keeps up, and drops them while not.
///
/// A pipe that nobody empties holds up every write to it; a desk that waits for its log could not be
/// halted any more.
struct PatientLog<Inner: LogHandler>: LogHandler {
  private let descriptor: Int32
  private var inner: Inner

  init(_ inner: Inner, to descriptor: Int32) {
    self.inner = inner
    self.descriptor = descriptor
  }

  var logLevel: Logger.Level {
    get { inner.logLevel }
    set { inner.logLevel = newValue }
  }
  var metadata: Logger.Metadata {
    get { inner.metadata }
    set { inner.metadata = newValue }
  }
  var metadataProvider: Logger.MetadataProvider? {
    get { inner.metadataProvider }
    set { inner.metadataProvider = newValue }
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { inner[metadataKey: key] }
    set { inner[metadataKey: key] = newValue }
  }

  func log(event: LogEvent) {
    // One at a time: the room that is seen is the room of this line.
    patientLogTurn.withLock { _ in
      if hasRoom { inner.log(event: event) }
    }
  }

  /// Whether a line can be written at once: a pipe says so while a whole page of it is free.
  private var hasRoom: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, 0) == 1 && request.revents & Int16(POLLOUT) != 0
  }
}

private let patientLogTurn = Mutex(())
