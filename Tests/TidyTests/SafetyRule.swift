/// What can end the process or step around the compiler needs a written reason.
struct SafetyRule {
  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSource else { return [] }
    let tokens = file.text.tokens
    return tokens.indices.compactMap { index in
      let line = tokens[index].line
      if let danger = Self.danger(tokens, index) {
        guard !Self.isExplained(line, file.text) else { return nil }
        return file.violation(line, "\(danger) needs a line above it that begins `// Safe:`")
      }
      if tokens[index].isWord("try"), index + 1 < tokens.count, tokens[index + 1].isSign("?"),
        !tokens[index + 1].hasSpaceBefore,
        file.text.comments[line] == nil, file.text.commentsAbove(line).isEmpty
      {
        return file.violation(
          line, "`try?` needs a comment that says why the failure may be dropped")
      }
      return nil
    }
  }

  private static func isExplained(_ line: Int, _ text: SwiftText) -> Bool {
    text.commentsAbove(line).contains { $0.hasPrefix("// Safe: ") }
  }

  private static func danger(_ tokens: [Token], _ index: Int) -> String? {
    let token = tokens[index]
    let next = index + 1 < tokens.count ? tokens[index + 1] : nil
    if token.isWord("unchecked"), index > 0, tokens[index - 1].isSign("@"),
      next?.isWord("Sendable") == true
    {
      return "`@unchecked Sendable`"
    }
    if token.isWord("nonisolated"), next?.isSign("(") == true, index + 2 < tokens.count,
      tokens[index + 2].isWord("unsafe")
    {
      return "`nonisolated(unsafe)`"
    }
    if token.isWord("fatalError"), next?.isSign("(") == true { return "`fatalError`" }
    guard token.isSign("!"), !token.hasSpaceBefore, index > 0 else { return nil }
    let previous = tokens[index - 1]
    if previous.isWord("try") { return "`try!`" }
    if previous.isWord("as") { return "`as!`" }
    if next?.isSign("=") == true, next?.hasSpaceBefore == false { return nil }
    let isPostfix = previous.kind != .sign || [")", "]", "}", "?"].contains(previous.text)
    return isPostfix ? "a force unwrap" : nil
  }
}
