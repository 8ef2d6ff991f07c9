/// Where files stand, what they are called and how long they are.
struct LayoutRule {
  /// A file that may be longer than the limit, and why.
  struct Exception {
    let path: String
    let reason: String
  }

  static let longest = 450

  static let exceptions: [Exception] = []

  /// Names that hide the lack of a name.
  private static let drawers = [
    "Util", "Utils", "Utilities", "Helper", "Helpers", "Common", "Shared", "Misc", "Extensions",
    "Manager",
  ]

  /// The manifest's text; the modules that it builds are those it names.
  let manifest: SwiftText

  func violations(in file: SourceFile) -> [Violation] {
    lengthViolations(in: file) + placeViolations(in: file) + nameViolations(in: file)
  }

  private func lengthViolations(in file: SourceFile) -> [Violation] {
    guard file.text.lineCount > Self.longest,
      !Self.exceptions.contains(where: { $0.path == file.path })
    else { return [] }
    return [
      file.violation(
        Self.longest + 1,
        "\(file.text.lineCount) lines; at most \(Self.longest), or it holds two ideas")
    ]
  }

  /// A Swift file that no target compiles is a file that nobody checks.
  private func placeViolations(in file: SourceFile) -> [Violation] {
    let folders = file.path.split(separator: "/").map(String.init)
    if folders == ["Package.swift"] || folders.first == "Benchmarks" { return [] }
    let names = Set(manifest.tokens.filter { $0.kind == .string }.map(\.text))
    switch folders.first {
    case "Sources" where file.tier != nil && names.contains(folders[2]): return []
    case "Sources" where folders.count > 2 && names.contains("Sources/\(folders[1])"): return []
    case "Tests" where folders.count > 2 && folders[1].hasSuffix("Tests"):
      if names.contains(String(folders[1].dropLast("Tests".count))) { return [] }
    default: break
    }
    return [file.violation(1, "no target compiles this file")]
  }

  private func nameViolations(in file: SourceFile) -> [Violation] {
    let words = file.path.dropLast(".swift".count).split { "/+".contains($0) }
    return Self.drawers.filter { words.contains($0[...]) }.map {
      file.violation(1, "`\($0)` is a drawer, not a name")
    }
  }
}
