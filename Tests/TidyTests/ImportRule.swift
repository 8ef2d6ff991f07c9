/// What a file may import: modules of its own tier or a lower one, and only the outside packages
/// that its tier may see.
struct ImportRule {
  let tierOfModule: [String: Tier]

  /// What each tier may import besides our own modules; Adapters and Apps may import anything.
  private static let outside: [Tier: Set<String>] = [
    .base: [
      "Darwin", "Dispatch", "Foundation", "Glibc", "HTTPTypes", "Logging", "Synchronization",
    ],
    // The C library is there for its mathematics; its calls to the world are banned elsewhere.
    .domain: ["Darwin", "Foundation", "Glibc", "Synchronization"],
    .desks: [
      "Darwin", "Dispatch", "Foundation", "Glibc", "HTTPTypes", "Logging", "Synchronization",
    ],
  ]

  /// Modules whose inner loops must not meet Foundation.
  private static let lean: Set<String> = ["Chronology", "Execution", "Kernels", "Trading"]

  private static let scopes: Set<String> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]

  func violations(in file: SourceFile) -> [Violation] {
    guard let tier = file.tier, let module = file.module else { return [] }
    return Self.imports(of: file.text).compactMap { name, line in
      if let other = tierOfModule[name] {
        guard other > tier else { return nil }
        return file.violation(
          line, "\(module) (\(tier.rawValue)) imports \(name) of the higher tier \(other.rawValue)")
      }
      if let allowed = Self.outside[tier], !allowed.contains(name) {
        return file.violation(line, "\(name) may not be imported in \(tier.rawValue)")
      }
      if name == "Foundation", Self.lean.contains(module) {
        return file.violation(line, "\(module) does without Foundation")
      }
      return nil
    }
  }

  /// The modules that a file imports, with their lines.
  static func imports(of text: SwiftText) -> [(name: String, line: Int)] {
    let tokens = text.tokens
    return tokens.indices.compactMap { index in
      guard tokens[index].isWord("import"), index + 1 < tokens.count else { return nil }
      if index > 0, tokens[index - 1].isSign(".") { return nil }
      var name = index + 1
      if scopes.contains(tokens[name].text), name + 1 < tokens.count { name += 1 }
      return (tokens[name].text, tokens[name].line)
    }
  }
}
