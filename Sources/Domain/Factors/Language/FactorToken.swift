/// A word, number or sign of an expression's text.
struct FactorToken {
  enum Kind: Hashable {
    case number(Double)
    /// In lower case; with its dots.
    case name(String)
    /// Between quotation marks.
    case text(String)
    case sign(String)
    case end
  }

  let kind: Kind
  /// Characters of the text.
  let range: Range<Int>

  func isSign(_ sign: String) -> Bool { kind == .sign(sign) }
}

/// Cuts a text into tokens and names the characters that belong to none.
struct FactorTokenizer {
  private let characters: [Character]
  private var place = 0
  private(set) var tokens: [FactorToken] = []
  private(set) var faults: [FactorFault] = []

  init(_ text: String) {
    characters = Array(text)
    while place < characters.count { step() }
    tokens.append(FactorToken(kind: .end, range: characters.count..<characters.count))
  }

  private static let pairs: Set<String> = ["<=", ">=", "==", "!=", "&&", "||"]
  private static let singles: Set<Character> = [
    "+", "-", "*", "/", "^", "(", ")", ",", "?", ":", "<", ">", "=", "!",
  ]
  /// What other languages or a word processor write, and what to write here.
  private static let strangers: [Character: String] = [
    "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=",
    "[": "(", "]": ")", "{": "(", "}": ")", "（": "(", "）": ")", "，": ",", "&": "&&", "|": "||",
    "“": "\"", "”": "\"", "‘": "\"", "’": "\"", "'": "\"", "√": "sqrt(x)",
  ]

  private func character(after distance: Int) -> Character? {
    place + distance < characters.count ? characters[place + distance] : nil
  }

  private mutating func emit(_ kind: FactorToken.Kind, _ length: Int) {
    tokens.append(FactorToken(kind: kind, range: place..<place + length))
    place += length
  }

  private mutating func step() {
    let character = characters[place]
    if character.isWhitespace {
      place += 1
    } else if Self.isDigit(character)
      || (character == "." && self.character(after: 1).map(Self.isDigit) == true)
    {
      number()
    } else if Self.isLetter(character) {
      name()
    } else if character == "\"" {
      quotation()
    } else {
      sign(character)
    }
  }

  private mutating func sign(_ character: Character) {
    if let next = self.character(after: 1) {
      let pair = String([character, next])
      if Self.pairs.contains(pair) { return emit(.sign(pair), 2) }
      if pair == "**" || pair == "<>" || pair == "=<" || pair == "=>" {
        let meant = ["**": "^", "<>": "!=", "=<": "<=", "=>": ">="][pair] ?? "^"
        faults.append(
          FactorFault(
            "'\(pair)' is no sign of the language.", range: place..<place + 2,
            suggestion: "Write '\(meant)'."))
        return emit(.sign(meant), 2)
      }
    }
    if Self.singles.contains(character) { return emit(.sign(String(character)), 1) }
    if character == "$" {
      faults.append(
        FactorFault(
          "Columns are written without '$'.", range: place..<place + 1,
          suggestion: "Write the name alone, as in 'close'."))
      place += 1
      return
    }
    let meant = Self.strangers[character]
    faults.append(
      FactorFault(
        "'\(Self.shown(character))' is no part of the language.", range: place..<place + 1,
        suggestion: meant.map { "Write '\($0)'." }))
    if let meant, let only = meant.first, meant.count == 1, Self.singles.contains(only) {
      return emit(.sign(meant), 1)
    }
    if meant == "&&" || meant == "||" || meant == "<=" || meant == ">=" || meant == "!=" {
      return emit(.sign(meant ?? ""), 1)
    }
    place += 1
  }

  private static func shown(_ character: Character) -> String {
    guard let scalar = character.unicodeScalars.first else { return "" }
    let isPlain = character.unicodeScalars.count <= 8 && scalar.value >= 32 && scalar.value != 127
    return isPlain ? String(character) : "U+" + String(scalar.value, radix: 16, uppercase: true)
  }

  private mutating func number() {
    var length = 0
    var isPastPoint = false
    while let next = character(after: length) {
      if Self.isDigit(next) {
        length += 1
      } else if next == ".", !isPastPoint {
        isPastPoint = true
        length += 1
      } else {
        break
      }
    }
    if let mark = character(after: length), mark == "e" || mark == "E" {
      var digits = length + 1
      if let sign = character(after: digits), sign == "+" || sign == "-" { digits += 1 }
      if let digit = character(after: digits), Self.isDigit(digit) {
        while let next = character(after: digits), Self.isDigit(next) { digits += 1 }
        length = digits
      }
    }
    let start = place
    let written = String(characters[place..<place + length])
    let value = Double(written.hasSuffix(".") ? written + "0" : written) ?? .infinity
    if let next = character(after: length), Self.isLetter(next) {
      while let next = character(after: length), Self.isLetter(next) || Self.isDigit(next) {
        length += 1
      }
      faults.append(
        FactorFault(
          "'\(String(characters[start..<start + length]))' is neither a number nor a name.",
          range: start..<start + length, suggestion: "Write the number alone, as in '\(written)'."))
    } else if !value.isFinite {
      faults.append(FactorFault("The number is too large.", range: start..<start + length))
    }
    emit(.number(value.isFinite ? value : 1), length)
  }

  private mutating func name() {
    var length = 0
    while let next = character(after: length),
      Self.isLetter(next) || Self.isDigit(next) || next == "."
    {
      length += 1
    }
    emit(.name(String(characters[place..<place + length]).lowercased()), length)
  }

  private mutating func quotation() {
    var length = 1
    while let next = character(after: length), next != "\"" { length += 1 }
    guard character(after: length) != nil else {
      faults.append(
        FactorFault(
          "The quotation has no end.", range: place..<place + 1, suggestion: "Close it with '\"'."))
      return emit(.text(""), length)
    }
    emit(.text(String(characters[place + 1..<place + length])), length + 1)
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character >= "0" && character <= "9"
  }

  private static func isLetter(_ character: Character) -> Bool {
    character == "_" || (character.isASCII && character.isLetter)
  }
}
