/// Calls that would make two runs differ, or block a thread that others share.
struct BannedCallRule {
  /// A file that may make a banned call, and why.
  struct Exception {
    let path: String
    let call: String
    let reason: String
  }

  /// Where the outside world's time, identity and chance may come in.
  static let exceptions: [Exception] = [
    Exception(
      path: "Sources/Base/Chronology/SystemClock.swift", call: "*",
      reason: "the one reader of the machine's clock; everything else is handed a clock"),
    Exception(
      path: "Sources/Apps/Platform/Access/Secrets.swift", call: "SystemRandomNumberGenerator",
      reason: "secrets (tokens, salts, first passwords) must not be predictable"),
    Exception(
      path: "Sources/TestKit/ChildTest.swift", call: "ProcessInfo.environment",
      reason: "a test in a child process passes its environment on"),
  ]

  let exceptions: [Exception]

  init(exceptions: [Exception] = Self.exceptions) {
    self.exceptions = exceptions
  }

  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSource else { return [] }
    let isEdge = file.tier == .apps
    let tokens = file.text.tokens
    return tokens.indices.compactMap { index in
      guard
        let call = Self.bannedEverywhere(tokens, index)
          ?? (isEdge ? nil : Self.bannedInside(tokens, index))
      else { return nil }
      let isAllowed = exceptions.contains {
        $0.path == file.path && ($0.call == "*" || $0.call == call)
      }
      return isAllowed
        ? nil : file.violation(tokens[index].line, "\(call) \(Self.advice[call] ?? "is banned")")
    }
  }

  private static let advice = [
    "Date()": "reads the clock; take `now` or a WallClock",
    "UUID()": "draws an identity; take a number from the engine or a digest",
    ".random(": "without `using:` draws from the system; take a generator",
    "SystemRandomNumberGenerator": "is not repeatable; take a SeededGenerator",
    "ContinuousClock": "reads the clock; take a WallClock",
    "SuspendingClock": "reads the clock; take a WallClock",
    "DispatchQueue.global": "shares the cooperative pool's threads; use BlockingExecutor",
    "Task.detached": "outlives its maker; use a child task or a service",
    "Thread.sleep": "blocks a thread that others share",
    "print(": "writes past the logger",
    "DispatchTime.now": "reads the clock; take a WallClock",
    "ProcessInfo.environment": "is read once, by Platform",
  ]

  /// Banned in every tier.
  private static func bannedEverywhere(_ tokens: [Token], _ index: Int) -> String? {
    if member("DispatchQueue", "global", tokens, index) { return "DispatchQueue.global" }
    if member("Task", "detached", tokens, index) { return "Task.detached" }
    if member("Thread", "sleep", tokens, index) { return "Thread.sleep" }
    if tokens[index].isWord("SystemRandomNumberGenerator") { return "SystemRandomNumberGenerator" }
    if isSystemRandom(tokens, index) { return ".random(" }
    return nil
  }

  /// Banned below Apps.
  private static func bannedInside(_ tokens: [Token], _ index: Int) -> String? {
    for name in ["Date", "UUID"] where emptyCall(name, tokens, index) { return "\(name)()" }
    for clock in ["ContinuousClock", "SuspendingClock"] where tokens[index].isWord(clock) {
      return clock
    }
    if member("DispatchTime", "now", tokens, index) { return "DispatchTime.now" }
    if tokens[index].isWord("environment"), index > 1, tokens[index - 1].isSign("."),
      tokens[index - 2].isWord("processInfo")
    {
      return "ProcessInfo.environment"
    }
    if tokens[index].isWord("print"), follows("(", tokens, index),
      index == 0 || !(tokens[index - 1].isSign(".") || tokens[index - 1].isWord("func"))
    {
      return "print("
    }
    return nil
  }

  private static func follows(_ sign: String, _ tokens: [Token], _ index: Int) -> Bool {
    index + 1 < tokens.count && tokens[index + 1].isSign(sign)
  }

  private static func member(
    _ type: String, _ name: String, _ tokens: [Token], _ index: Int
  ) -> Bool {
    tokens[index].isWord(type) && follows(".", tokens, index) && index + 2 < tokens.count
      && tokens[index + 2].isWord(name)
  }

  private static func emptyCall(_ name: String, _ tokens: [Token], _ index: Int) -> Bool {
    tokens[index].isWord(name) && follows("(", tokens, index) && index + 2 < tokens.count
      && tokens[index + 2].isSign(")")
  }

  /// Whether a call of `random`, `randomElement`, `shuffled` or `shuffle` names no generator.
  private static func isSystemRandom(_ tokens: [Token], _ index: Int) -> Bool {
    guard tokens[index].kind == .word,
      ["random", "randomElement", "shuffled", "shuffle"].contains(tokens[index].text),
      index > 0, tokens[index - 1].isSign("."), follows("(", tokens, index)
    else { return false }
    var depth = 0
    for token in tokens[(index + 1)...] {
      if token.isSign("(") { depth += 1 }
      if token.isSign(")") { depth -= 1 }
      if depth == 1, token.isWord("using") { return false }
      if depth == 0 { return true }
    }
    return true
  }
}
