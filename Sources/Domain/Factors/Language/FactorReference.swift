/// The reference of the alpha language, written from the vocabulary and the library.
public struct FactorReference {
  /// `docs/reference/factors.md`.
  public static func text() -> String {
    [introduction, columns, functions, conventions, library].joined(separator: "\n")
  }

  private static let introduction = """
    # The alpha language

    Written by `qs schema --write` from the code; do not edit.

    An expression gives a value for each session and symbol from the rows up to that session, never
    from later ones; NaN is "missing". It never shifts in time by itself: the engine applies the delay
    of the decision. Upper and lower case are the same.

    ## Signs

    From the loosest to the tightest: `c ? x : y` (from the right), `||`, `&&`, `< <= > >= == !=`
    (which do not chain), `+ -`, `* /`, unary `-` and `!`, `^` (from the right; `-x ^ 2` is `-(x ^ 2)`).
    A comparison is 1 or 0 where a number is asked for. Dividing by zero gives "missing".

    ## Limits

    A window is 1 to \(FactorExpression.longestWindow) rows, a fraction dropped. An expression has at most \
    \(FactorExpression.mostNodes) operations and
    values, at most \(FactorExpression.deepest) within one another, counted in its canonical form: \
    `a - b` as `a + (-1 * b)`.

    """

  private static var columns: String {
    var lines = ["## Columns", "", "| name | what |", "|---|---|"]
    lines += Vocabulary.columns.map { "| `\($0.name)` | \(cell($0.summary)) |" }
    lines += [
      "",
      "Figures of companies, in the currency of the prices, flows of the last twelve months, each as",
      "it was known on the session:", "",
    ]
    lines += wrapped(Vocabulary.figures.map { "`\($0)`" })
    return lines.joined(separator: "\n") + "\n"
  }

  private static var functions: String {
    var lines = ["## Functions", ""]
    var chapters: [String] = []
    for entry in Vocabulary.entries where !chapters.contains(entry.chapter) {
      chapters.append(entry.chapter)
    }
    for chapter in chapters {
      lines += [
        "### \(chapter)", "", "| function | other names | what | example |", "|---|---|---|---|",
      ]
      for entry in Vocabulary.entries where entry.chapter == chapter {
        let aliases = entry.aliases.map { "`\($0)`" }.joined(separator: ", ")
        lines.append(
          "| `\(entry.signature)` | \(aliases) | \(cell(entry.summary)) | `\(cell(entry.example))` |"
        )
      }
      lines.append("")
    }
    return lines.joined(separator: "\n")
  }

  private static var conventions: String {
    var lines = [
      "## Conventions", "",
      "Where publications disagree, an expression says by which set it is meant.", "",
      "| set | rank | ts_argmax | of equal extremes | comparison with missing | decay_linear | adv |",
      "|---|---|---|---|---|---|---|",
    ]
    for (name, set) in FactorConventions.named {
      let words = [
        set.rank.rawValue, set.argument.rawValue, set.argumentTies.rawValue,
        set.missingComparison.rawValue, set.decayGaps.rawValue, set.averageDailyVolume.rawValue,
      ]
      lines.append("| `\(name)` | \(words.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static var library: String {
    var lines = ["## Library", ""]
    for group in NamedFactor.Group.allCases {
      lines += [
        "### \(group.rawValue)", "", "| name | expression | what | source |", "|---|---|---|---|",
      ]
      for factor in NamedFactor.library where factor.group == group {
        let cells = [
          "`\(factor.name)`", "`\(cell(factor.expression))`", cell(factor.summary),
          cell(factor.source),
        ]
        lines.append("| \(cells.joined(separator: " | ")) |")
      }
      lines.append("")
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private static func wrapped(_ words: [String]) -> [String] {
    var lines: [String] = [""]
    for (place, word) in words.enumerated() {
      let piece = word + (place + 1 < words.count ? "," : ".")
      let last = lines[lines.count - 1]
      if last.count + piece.count + 1 > 100 {
        lines.append(piece)
      } else {
        lines[lines.count - 1] = last.isEmpty ? piece : last + " " + piece
      }
    }
    return lines
  }
}

extension Vocabulary {
  /// What an editor offers while a word is being typed.
  public struct Completion: Hashable, Sendable {
    public let name: String
    /// How it is called; the name alone for a column.
    public let signature: String
    public let summary: String
    public let example: String
  }

  /// The functions, columns and figures that begin with a text, in alphabetical order; the case of
  /// letters does not matter.
  public static func completions(
    for beginning: String, figures: [String] = Vocabulary.figures
  ) -> [Completion] {
    let beginning = beginning.lowercased()
    var found = columns.map {
      Completion(
        name: $0.name, signature: $0.name, summary: $0.summary,
        example: $0.result == .group ? "indneutralize(close, \($0.name))" : "rank(\($0.name))")
    }
    found += figures.map {
      Completion(name: $0, signature: $0, summary: "A company's figure.", example: "\($0) / cap")
    }
    for entry in entries {
      let inside = entry.signature.dropFirst(entry.name.count)
      found += ([entry.name] + entry.aliases).map {
        Completion(
          name: $0, signature: $0 + inside, summary: entry.summary, example: entry.example)
      }
    }
    return found.filter { $0.name.hasPrefix(beginning) }.sorted { $0.name < $1.name }
  }
}
