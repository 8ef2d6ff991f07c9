import Contract

/// Why a command did not do what was asked.
struct CommandFailure: Error, Hashable {
  /// How a command ends, as its exit code.
  enum Outcome: Int32 {
    case failed = 1
    case usage = 2
    /// By risk, governance or permission: asking again changes nothing, a person must act.
    case refused = 3
  }

  let outcome: Outcome
  /// Dotted lower case, as in the API's errors.
  let code: String
  let message: String
  let remedy: String

  init(_ outcome: Outcome, _ code: String, _ message: String, remedy: String) {
    self.outcome = outcome
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  /// What the API answered in place of a result.
  init(_ problem: Problem) {
    self.init(
      Self.outcome(of: problem), problem.code, "\(problem.title): \(problem.detail)",
      remedy: problem.remedy)
  }

  static func usage(_ message: String, remedy: String) -> CommandFailure {
    CommandFailure(.usage, "usage", message, remedy: remedy)
  }

  private static func outcome(of problem: Problem) -> Outcome {
    if problem.status == 401 || problem.status == 403 { return .refused }
    let area = problem.code.prefix { $0 != "." }
    return ["risk", "governance", "approval", "proposal"].contains(area) && problem.status != 404
      ? .refused : .failed
  }
}
