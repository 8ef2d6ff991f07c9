/// Base and Domain compute; they do not wait.
///
/// A port may declare an `async` function, because an adapter waits; nothing here may await it.
struct PurityRule {
  /// Modules of Base whose subject is threads and wires.
  private static let waiting: Set<String> = ["Chronology", "Executors", "Wire"]

  func violations(in file: SourceFile) -> [Violation] {
    guard let tier = file.tier, let module = file.module else { return [] }
    guard tier == .domain || (tier == .base && !Self.waiting.contains(module)) else { return [] }
    let tokens = file.text.tokens
    return tokens.indices.compactMap { index in
      let token = tokens[index]
      let isMember = index > 0 && tokens[index - 1].isSign(".")
      guard !isMember, index + 1 < tokens.count else { return nil }
      let next = tokens[index + 1]
      let isActor =
        token.isWord("actor") && next.kind == .word && next.text.first?.isUppercase == true
      let isTask = token.isWord("Task") && (next.isSign("{") || next.isSign("("))
      let isAwait = token.isWord("await") && next.line == token.line
      guard isActor || isTask || isAwait else { return nil }
      return file.violation(
        token.line, "\(module) is synchronous; `\(token.text)` belongs in Desks or above")
    }
  }
}
