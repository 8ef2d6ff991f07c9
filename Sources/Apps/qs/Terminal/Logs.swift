import Logging

/// Logs, to standard error.
enum Logs {
  /// Sets how much every logger of this process says, and returns the first of them; once a process.
  static func begin(_ level: Logger.Level) -> Logger {
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = level
      return handler
    }
    return Logger(label: "qs")
  }
}
