/// One word, number, string or sign of Swift source, with the line it stands on.
struct Token: Hashable {
  enum Kind: Hashable { case word, number, string, sign }

  let kind: Kind
  /// The word or sign itself; for a string its literal text, without quotes and interpolations.
  let text: String
  /// Counted from 1.
  let line: Int
  let hasSpaceBefore: Bool

  func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
  func isWord(_ word: String) -> Bool { kind == .word && text == word }
}

/// Swift source taken apart: code as tokens, comments by line, so that a rule about code never
/// trips over a comment or a string.
struct SwiftText {
  private(set) var tokens: [Token] = []
  /// The text of each comment line, with its slashes; keyed by line, counted from 1.
  private(set) var comments: [Int: String] = [:]
  /// Lines that hold code, a string's inside counted too.
  private(set) var codeLines: Set<Int> = []
  private(set) var lineCount = 1

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ source: String) {
    bytes = Array(source.utf8)
    lex(untilClosingParenthesis: false)
    lineCount = bytes.last == Sign.newline ? line - 1 : line
  }

  /// The comment lines that stand without a gap right above a line, nearest first; lines that hold
  /// nothing but an attribute are passed over.
  func commentsAbove(_ line: Int) -> [String] {
    var above: [String] = []
    var candidate = line - 1
    while candidate > 0 {
      if let comment = comments[candidate], !codeLines.contains(candidate) {
        above.append(comment)
      } else if !isAttributeLine(candidate) {
        break
      }
      candidate -= 1
    }
    return above
  }

  private func isAttributeLine(_ line: Int) -> Bool {
    guard codeLines.contains(line), let first = firstTokenOfLine[line] else { return false }
    return tokens[first].isSign("@")
      && !tokens[first...].prefix(while: { $0.line == line }).contains { $0.isSign("{") }
  }

  /// The index of each line's first token.
  private(set) var firstTokenOfLine: [Int: Int] = [:]
}

// MARK: Lexing

private enum Sign {
  static let newline = UInt8(ascii: "\n")
  static let quote = UInt8(ascii: "\"")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
  static let hash = UInt8(ascii: "#")
  static let backslash = UInt8(ascii: "\\")
  static let opening = UInt8(ascii: "(")
  static let closing = UInt8(ascii: ")")
  static let backtick = UInt8(ascii: "`")
}

extension SwiftText {
  private func byte(_ offset: Int = 0) -> UInt8? {
    let index = position + offset
    return index < bytes.count ? bytes[index] : nil
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 128...:
      true
    default: false
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }

  private func text(from start: Int, to end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func append(_ kind: Token.Kind, _ text: String, line: Int, space: Bool) {
    if firstTokenOfLine[line] == nil { firstTokenOfLine[line] = tokens.count }
    codeLines.insert(line)
    tokens.append(Token(kind: kind, text: text, line: line, hasSpaceBefore: space))
  }

  /// Lexes to the end, or in an interpolation to the parenthesis that closes it.
  private mutating func lex(untilClosingParenthesis: Bool) {
    var depth = 0
    while let next = byte() {
      if Self.isSpace(next) {
        if next == Sign.newline { line += 1 }
        position += 1
        continue
      }
      let space = position == 0 || Self.isSpace(bytes[position - 1])
      if next == Sign.slash, byte(1) == Sign.slash {
        lexLineComment()
      } else if next == Sign.slash, byte(1) == Sign.star {
        lexBlockComment()
      } else if let pounds = openingOfString() {
        lexString(pounds: pounds, space: space)
      } else if let pounds = openingOfRegex(space: space) {
        lexRegex(pounds: pounds, space: space)
      } else if next == Sign.backtick {
        lexQuotedName(space: space)
      } else if Self.isWordByte(next) {
        lexWord(space: space)
      } else {
        if untilClosingParenthesis {
          if next == Sign.opening { depth += 1 }
          if next == Sign.closing {
            if depth == 0 { return }
            depth -= 1
          }
        }
        append(.sign, text(from: position, to: position + 1), line: line, space: space)
        position += 1
      }
    }
  }

  private mutating func lexLineComment() {
    let start = position
    while let next = byte(), next != Sign.newline { position += 1 }
    comments[line] = text(from: start, to: position)
  }

  private mutating func lexBlockComment() {
    var depth = 0
    var start = position
    repeat {
      if byte() == Sign.slash, byte(1) == Sign.star {
        depth += 1
        position += 2
      } else if byte() == Sign.star, byte(1) == Sign.slash {
        depth -= 1
        position += 2
      } else {
        if byte() == Sign.newline {
          comments[line] = text(from: start, to: position)
          line += 1
          start = position + 1
        }
        position += 1
      }
    } while depth > 0 && position < bytes.count
    comments[line] = text(from: start, to: min(position, bytes.count))
  }

  private mutating func lexWord(space: Bool) {
    let start = position
    let isNumber = bytes[start] >= UInt8(ascii: "0") && bytes[start] <= UInt8(ascii: "9")
    while let next = byte(), Self.isWordByte(next) { position += 1 }
    append(isNumber ? .number : .word, text(from: start, to: position), line: line, space: space)
  }

  private mutating func lexQuotedName(space: Bool) {
    let start = position + 1
    position += 1
    while let next = byte(), next != Sign.backtick, next != Sign.newline { position += 1 }
    append(.word, text(from: start, to: position), line: line, space: space)
    position += 1
  }

  /// The number of `#` before a string's opening quote, or nil when no string begins here.
  private func openingOfString() -> Int? {
    var pounds = 0
    while byte(pounds) == Sign.hash { pounds += 1 }
    return byte(pounds) == Sign.quote ? pounds : nil
  }

  private mutating func lexString(pounds: Int, space: Bool) {
    let firstLine = line
    position += pounds
    let isMultiline = byte(1) == Sign.quote && byte(2) == Sign.quote
    let quotes = isMultiline ? 3 : 1
    position += quotes
    var literal: [UInt8] = []
    let place = tokens.count
    append(.string, "", line: firstLine, space: space)
    while let next = byte() {
      if next == Sign.quote, isRun(of: Sign.quote, count: quotes, at: 0),
        isRun(of: Sign.hash, count: pounds, at: quotes)
      {
        position += quotes + pounds
        break
      }
      if next == Sign.newline {
        if !isMultiline { break }
        line += 1
      }
      if next == Sign.backslash, isRun(of: Sign.hash, count: pounds, at: 1) {
        if byte(1 + pounds) == Sign.opening {
          position += 2 + pounds
          lex(untilClosingParenthesis: true)
          position += 1
          continue
        }
        if pounds == 0 {
          if let escaped = byte(1), escaped != Sign.newline { literal.append(escaped) }
          position += byte(1) == Sign.newline ? 1 : 2
          continue
        }
      }
      codeLines.insert(line)
      literal.append(next)
      position += 1
    }
    tokens[place] = Token(
      kind: .string, text: String(decoding: literal, as: UTF8.self), line: firstLine,
      hasSpaceBefore: space)
  }

  private func isRun(of sign: UInt8, count: Int, at offset: Int) -> Bool {
    for index in 0..<count where byte(offset + index) != sign { return false }
    return true
  }

  /// The number of `#` before a regular expression's opening slash, or nil when none begins here.
  ///
  /// A bare slash opens one only where an operand must stand and when the line also closes it.
  private func openingOfRegex(space: Bool) -> Int? {
    var pounds = 0
    while byte(pounds) == Sign.hash { pounds += 1 }
    guard byte(pounds) == Sign.slash else { return nil }
    if pounds > 0 { return pounds }
    guard let following = byte(1), !Self.isSpace(following), following != UInt8(ascii: "=") else {
      return nil
    }
    if let last = tokens.last, last.line == line {
      let operandEnds = last.kind != .sign || [")", "]", "}", "!", "?"].contains(last.text)
      if operandEnds && !["return", "in", "case", "try", "await"].contains(last.text) {
        return nil
      }
    }
    var offset = 1
    while let next = byte(offset), next != Sign.newline {
      if next == Sign.backslash { offset += 1 } else if next == Sign.slash { return 0 }
      offset += 1
    }
    return nil
  }

  private mutating func lexRegex(pounds: Int, space: Bool) {
    let firstLine = line
    position += pounds + 1
    let start = position
    while let next = byte() {
      if next == Sign.slash, isRun(of: Sign.hash, count: pounds, at: 1) { break }
      if next == Sign.backslash { position += 1 }
      if byte() == Sign.newline { line += 1 }
      position += 1
    }
    append(
      .string, text(from: start, to: min(position, bytes.count)), line: firstLine, space: space)
    position += 1 + pounds
  }
}
