import Contract
import Foundation

/// What a command writes: results to standard output, everything about them to standard error.
struct Terminal: Sendable {
  /// Whether results are wanted as JSON rather than as tables.
  let isJSON: Bool

  /// Whether a person watches the progress.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether a person can be asked something.
  static var isAnswering: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Writes a line of the result, at once: what is said about it on standard error comes after it
  /// also where both go into one file.
  func line(_ text: String = "") {
    print(text)
    fflush(nil)
  }

  /// Writes an answer: its own text for `--json`, otherwise what `table` makes of it.
  func show<Value>(_ answer: Answer<Value>, as table: (Value) -> String) {
    line(isJSON ? String(decoding: answer.text, as: UTF8.self) : table(answer.value))
  }

  /// Writes a remark to standard error; none when results are wanted as JSON.
  func note(_ text: String) {
    if !isJSON { Self.complain(text) }
  }

  /// Writes a failure, as two lines or as one JSON object.
  func report(_ failure: CommandFailure) {
    guard isJSON else {
      Self.complain("error: \(failure.message)")
      if !failure.remedy.isEmpty { Self.complain("fix: \(failure.remedy)") }
      return
    }
    let problem: JSONValue = [
      "code": .string(failure.code), "message": .string(failure.message),
      "remedy": .string(failure.remedy), "exit": .number(String(failure.outcome.rawValue)),
    ]
    Self.complain(problem.prettyText())
  }

  /// Writes a line to standard error.
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Asks for a secret without showing what is typed.
  static func secret(_ question: String) throws(CommandFailure) -> String {
    guard isAnswering else {
      throw .usage(
        "\(question) cannot be asked for here.",
        remedy: "Set QS_TOKEN, or QS_USER and QS_PASSWORD.")
    }
    FileHandle.standardError.write(Data("\(question): ".utf8))
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else {
      throw CommandFailure(
        .failed, "terminal.unreadable", "The terminal cannot hide what is typed.",
        remedy: "Set QS_PASSWORD.")
    }
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    let typed = readLine(strippingNewline: true)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    complain("")
    return typed ?? ""
  }

  /// Asks for a line of text.
  ///
  /// - Parameter remedy: How to do without being asked.
  static func answer(
    _ question: String, remedy: String = "Set QS_TOKEN, or QS_USER and QS_PASSWORD."
  ) throws(CommandFailure) -> String {
    guard isAnswering else {
      throw .usage("\(question) cannot be asked for here.", remedy: remedy)
    }
    FileHandle.standardError.write(Data("\(question): ".utf8))
    return readLine(strippingNewline: true) ?? ""
  }
}
