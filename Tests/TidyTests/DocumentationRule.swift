/// Every public symbol says what it is.
///
/// Left out because a sentence would repeat the declaration: initialisers, enumeration cases, stored
/// properties (the type's sentence introduces them; units and traps are said where there are any),
/// an error's `Code` and the like, what a protocol asks for (it is said there, once), and a payload's
/// closed words.
struct DocumentationRule {
  /// What the protocols of this repository ask for.
  private let requirements: Set<String>

  init(protocolsIn files: [SourceFile] = []) {
    requirements = Set(files.flatMap { Self.requirements(in: $0.text.tokens) })
  }

  /// The names of the functions and properties that the protocols of a file ask for.
  private static func requirements(in tokens: [Token]) -> [String] {
    var names: [String] = []
    var index = 0
    while index < tokens.count {
      defer { index += 1 }
      guard tokens[index].isWord("protocol"),
        let opening = tokens[index...].firstIndex(where: { $0.isSign("{") })
      else { continue }
      var depth = 1
      index = opening + 1
      while index < tokens.count, depth > 0 {
        if tokens[index].isSign("{") { depth += 1 }
        if tokens[index].isSign("}") { depth -= 1 }
        if depth == 1, index + 1 < tokens.count,
          tokens[index].isWord("func") || tokens[index].isWord("var")
        {
          names.append(tokens[index + 1].text)
        }
        index += 1
      }
    }
    return names
  }

  private static let declarations: Set<String> = [
    "func", "var", "let", "struct", "enum", "class", "actor", "protocol", "typealias", "subscript",
    "macro",
  ]

  private static let modifiers: Set<String> = [
    "static", "final", "mutating", "nonmutating", "nonisolated", "override", "lazy", "weak",
    "unowned", "indirect", "dynamic", "required", "convenience", "borrowing", "consuming",
    "isolated",
    "private", "fileprivate", "internal", "package",
  ]

  /// Asked for by the standard library, Foundation or a package's protocol, and said there.
  private static let known: Set<String> = [
    "description", "debugDescription", "hash", "encode", "id", "rawValue", "errorDescription",
    "startIndex", "endIndex", "index", "next", "makeIterator", "makeAsyncIterator", "allCases",
    "customMirror", "stride", "distance", "advanced", "body", "configuration",
    "now", "minimumResolution", "enqueue", "checkIsolated", "Code", "Kind", "State",
    "unownedExecutor", "run", "respond", "sleep", "Context", "Body",
  ]

  func violations(in file: SourceFile) -> [Violation] {
    guard file.isSource else { return [] }
    let isPayload = file.path.hasPrefix("Sources/Apps/Contract/Payloads/")
    let tokens = file.text.tokens
    return tokens.indices.compactMap { index in
      guard tokens[index].isWord("public") || tokens[index].isWord("open"),
        let (keyword, name) = Self.declaration(tokens, after: index)
      else { return nil }
      if isPayload, keyword == "enum" { return nil }
      if Self.isStored(keyword, tokens, from: index) { return nil }
      if Self.known.contains(name) || Self.isOperator(name) { return nil }
      if requirements.contains(name) { return nil }
      let line = tokens[index].line
      if file.text.commentsAbove(line).contains(where: { $0.hasPrefix("///") || $0.contains("*") })
      {
        return nil
      }
      return file.violation(line, "public \(keyword) `\(name)` has no documentation comment")
    }
  }

  /// Whether a declaration is a stored property of an instance.
  private static func isStored(_ keyword: String, _ tokens: [Token], from index: Int) -> Bool {
    guard keyword == "let" || keyword == "var" else { return false }
    let line = tokens[index...].prefix { $0.line == tokens[index].line }
    if line.contains(where: { $0.isWord("static") || $0.isWord("class") }) { return false }
    guard let brace = line.firstIndex(where: { $0.isSign("{") }) else { return true }
    return line[..<brace].contains { $0.isSign("=") } || isForwarding(line[brace...].dropFirst())
  }

  /// Whether a getter's body is nothing but another's member: `ledger.cash }`.
  private static func isForwarding(_ body: ArraySlice<Token>) -> Bool {
    guard let end = body.last, end.isSign("}"), body.count > 1 else { return false }
    return body.dropLast().allSatisfy { $0.kind == .word || $0.isSign(".") }
  }

  private static func isOperator(_ name: String) -> Bool {
    guard let first = name.first else { return true }
    return !(first.isLetter || first == "_")
  }

  /// The declaration that a `public` at an index begins; nil for imports, extensions, setters and
  /// initialisers.
  private static func declaration(
    _ tokens: [Token], after index: Int
  ) -> (keyword: String, name: String)? {
    var next = index + 1
    if next < tokens.count, tokens[next].isSign("(") { return nil }
    while next < tokens.count {
      let token = tokens[next]
      if token.isSign("@") {
        next += 2
      } else if token.isSign("(") {
        while next < tokens.count, !tokens[next].isSign(")") { next += 1 }
        next += 1
      } else if token.isWord("class"), next + 1 < tokens.count,
        ["func", "var", "subscript"].contains(tokens[next + 1].text)
      {
        next += 1
      } else if modifiers.contains(token.text) || token.isWord("public") {
        next += 1
      } else {
        break
      }
    }
    guard next < tokens.count, declarations.contains(tokens[next].text) else { return nil }
    if tokens[next].text == "subscript" { return ("subscript", "subscript") }
    guard next + 1 < tokens.count else { return nil }
    return (tokens[next].text, tokens[next + 1].text)
  }
}
