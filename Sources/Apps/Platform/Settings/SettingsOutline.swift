/// The keys that a file of settings sets, in its order, dotted.
///
/// Reads the outline only: mappings by indentation and mappings in braces on one line, which is how
/// settings are written. The values are read by a YAML reader elsewhere; this finds keys that
/// nobody asks for.
struct SettingsOutline {
  private(set) var keys: [String] = []

  init(_ text: String) {
    var open: [(indent: Int, name: String)] = []
    /// Lines deeper than this belong to a text that was begun with `|` or `>`.
    var textIndent: Int?
    for line in text.split(whereSeparator: \.isNewline) {
      let indent = line.prefix { $0 == " " }.count
      if let deeper = textIndent {
        if indent > deeper { continue }
        textIndent = nil
      }
      let content = Self.withoutComment(line.dropFirst(indent))
      guard let (name, value) = Self.entry(content) else { continue }
      while let last = open.last, last.indent >= indent { open.removeLast() }
      let path = (open.map(\.name) + [name]).joined(separator: ".")
      switch value.first {
      case nil: open.append((indent, name))
      case "{": addBraces(value, below: path)
      case "|", ">":
        textIndent = indent
        keys.append(path)
      default: keys.append(path)
      }
    }
  }

  /// The entries of `{a: b, c: {d: e}}`.
  private mutating func addBraces(_ text: Substring, below path: String) {
    for part in Self.parts(text.dropFirst().dropLast(text.last == "}" ? 1 : 0)) {
      guard let (name, value) = Self.entry(part) else { continue }
      if value.first == "{" {
        addBraces(value, below: "\(path).\(name)")
      } else {
        keys.append("\(path).\(name)")
      }
    }
  }

  /// Splits at the commas that stand outside of quotes and braces.
  private static func parts(_ text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "{" || character == "[" {
        depth += 1
      } else if character == "}" || character == "]" {
        depth -= 1
      } else if character == ",", depth == 0 {
        parts.append(text[start..<index])
        start = text.index(after: index)
      }
    }
    return parts + [text[start...]]
  }

  /// Name and value of `name: value`; nil for anything else.
  private static func entry(_ text: Substring) -> (name: String, value: Substring)? {
    let text = trimmed(text)
    guard !text.hasPrefix("- "), text != "-", text != "---",
      let colon = text.indices.first(where: { index in
        let next = text.index(after: index)
        return text[index] == ":" && (next == text.endIndex || text[next] == " ")
      })
    else { return nil }
    let name = trimmed(text[..<colon]).filter { $0 != "\"" && $0 != "'" }
    return (String(name), trimmed(text[text.index(after: colon)...]))
  }

  private static func withoutComment(_ text: Substring) -> Substring {
    var quote: Character?
    var before: Character = " "
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", before == " " {
        return text[..<index]
      }
      before = character
    }
    return text
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let front = text.drop { $0 == " " }
    return front.lastIndex { $0 != " " }.map { front[...$0] } ?? front
  }
}
