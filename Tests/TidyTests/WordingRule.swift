/// What no text of the repository may hold: unfinished work and paths of somebody's machine.
struct WordingRule {
  private static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
  private static let machines = ["/home/", "/root/", "/Users/"]

  static let kinds = [
    ".swift", ".ts", ".tsx", ".css", ".html", ".sh", ".py", ".md", ".yaml", ".yml", ".json", ".c",
    ".h", "Makefile", "run",
  ]

  func violations(in content: String, at path: String) -> [Violation] {
    if path.hasSuffix("TidyTests/WordingRule.swift") { return [] }
    var found: [Violation] = []
    var number = 0
    for line in content.utf8.split(separator: 10, omittingEmptySubsequences: false) {
      number += 1
      guard line.contains(where: { $0 == 47 || $0 == 88 || $0 == 79 || $0 == 72 || $0 == 73 })
      else { continue }
      let text = Substring(line)
      for word in Self.unfinished where Self.holds(word, text) {
        found.append(Violation(path: path, line: number, message: "`\(word)` is unfinished work"))
      }
      for folder in Self.machines where Self.holdsPath(folder, text) {
        found.append(
          Violation(path: path, line: number, message: "`\(folder)` is a path of one machine"))
      }
    }
    return found
  }

  /// Whether a path begins in a line, rather than stands inside a longer one such as a web address.
  private static func holdsPath(_ folder: String, _ line: Substring) -> Bool {
    line.ranges(of: folder).contains { range in
      guard range.lowerBound > line.startIndex else { return true }
      let before = line[line.index(before: range.lowerBound)]
      return !(before.isLetter || before.isNumber || "._-}".contains(before))
    }
  }

  /// Whether a line holds a word that no letter or digit touches.
  private static func holds(_ word: String, _ line: Substring) -> Bool {
    line.ranges(of: word).contains { range in
      let before =
        range.lowerBound > line.startIndex ? line[line.index(before: range.lowerBound)] : " "
      let after = range.upperBound < line.endIndex ? line[range.upperBound] : " "
      return !(before.isLetter || before.isNumber || after.isLetter || after.isNumber)
    }
  }
}
