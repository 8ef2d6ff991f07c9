/// Reads the members of one JSON object and gathers everything that is wrong with them.
struct SpecificationReader {
  private let members: [String: JSONTree]
  /// Where the object lies, such as `strategy.`; empty for the outermost.
  private let path: String
  private(set) var faults: [String] = []

  init(_ members: [String: JSONTree], path: String, known: [String]) {
    self.members = members
    self.path = path
    for key in members.keys.sorted() where !known.contains(key) {
      let hint = NearMiss.suggestion(for: key, among: known)
      faults.append("\(path)\(key) is unknown.\(hint)")
    }
  }

  mutating func text(_ key: String, lengths: ClosedRange<Int>) -> String? {
    guard let value = required(key) else { return nil }
    guard case .text(let text) = value else { return wrong(key, value, "a text") }
    guard lengths.contains(text.count) else {
      faults.append(
        "\(path)\(key) has \(text.count) characters; it must have \(lengths.lowerBound) to "
          + "\(lengths.upperBound).")
      return nil
    }
    return text
  }

  mutating func number(_ key: String, _ range: ClosedRange<Double>) -> Double? {
    guard let value = required(key) else { return nil }
    guard case .number(let number) = value else { return wrong(key, value, "a number") }
    guard range.contains(number) else {
      faults.append(
        "\(path)\(key) is \(JSONTree.number(number).canonical); it must be between "
          + "\(JSONTree.number(range.lowerBound).canonical) and "
          + "\(JSONTree.number(range.upperBound).canonical).")
      return nil
    }
    return number
  }

  mutating func integer(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    guard let number = number(key, Double(range.lowerBound)...Double(range.upperBound)) else {
      return nil
    }
    guard number == number.rounded() else {
      faults.append("\(path)\(key) is \(number); it must be a whole number.")
      return nil
    }
    return Int(number)
  }

  /// A number or null; the outer nil means that a fault was noted.
  mutating func optionalNumber(_ key: String, _ range: ClosedRange<Double>) -> Double?? {
    if case .null? = members[key] { return .some(nil) }
    return number(key, range).map { .some($0) }
  }

  /// A number; a missing key is `otherwise`.
  mutating func number(
    _ key: String, _ range: ClosedRange<Double>, otherwise: Double
  ) -> Double? {
    members[key] == nil ? otherwise : number(key, range)
  }

  /// A whole number; a missing key is `otherwise`.
  mutating func integer(_ key: String, _ range: ClosedRange<Int>, otherwise: Int) -> Int? {
    members[key] == nil ? otherwise : integer(key, range)
  }

  mutating func bool(_ key: String, otherwise: Bool) -> Bool? {
    guard let value = members[key] else { return otherwise }
    guard case .bool(let bool) = value else { return wrong(key, value, "true or false") }
    return bool
  }

  /// A number that may be left out; the outer nil means that a fault was noted.
  mutating func numberIfAny(_ key: String, _ range: ClosedRange<Double>) -> Double?? {
    members[key] == nil ? .some(nil) : optionalNumber(key, range)
  }

  /// True or false, which may be left out; the outer nil means that a fault was noted.
  mutating func flagIfAny(_ key: String) -> Bool?? {
    switch members[key] {
    case nil, .null?: return .some(nil)
    case .bool(let flag)?: return .some(flag)
    case let value?:
      let none: Bool? = wrong(key, value, "true or false")
      return none.map { .some($0) }
    }
  }

  /// An object that may be left out or null; a wrong value is noted and reads as none.
  mutating func objectIfAny(_ key: String) -> [String: JSONTree]? {
    switch members[key] {
    case nil, .null?: nil
    default: object(key)
    }
  }

  /// One of some words.
  mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String) -> Word?
  where Word.RawValue == String {
    guard let text = text(key, lengths: 1...40) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    faults.append(
      "\(path)\(key) is '\(text)'; it must be one of \(words.joined(separator: ", "))."
        + NearMiss.suggestion(for: text, among: words))
    return nil
  }

  /// Numbers by ticker, which may be left out; the outer nil means that a fault was noted.
  mutating func numbersIfAny(_ key: String, _ range: ClosedRange<Double>) -> [String: Double]?? {
    guard let members = objectIfAny(key) else { return .some(nil) }
    var inner = SpecificationReader(members, path: path + key + ".", known: members.keys.sorted())
    var numbers: [String: Double] = [:]
    for ticker in members.keys.sorted() {
      if let number = inner.number(ticker, range) { numbers[ticker] = number }
    }
    faults += inner.faults
    return inner.faults.isEmpty ? .some(numbers) : nil
  }

  mutating func optionalText(_ key: String, lengths: ClosedRange<Int>) -> String?? {
    switch members[key] {
    case nil, .null?: .some(nil)
    default: text(key, lengths: lengths).map { .some($0) }
    }
  }

  mutating func object(_ key: String) -> [String: JSONTree]? {
    guard let value = required(key) else { return nil }
    guard case .object(let members) = value else { return wrong(key, value, "an object") }
    return members
  }

  mutating func texts(_ key: String) -> [String]? {
    guard let value = required(key) else { return nil }
    guard case .list(let items) = value else { return wrong(key, value, "a list of symbols") }
    var texts: [String] = []
    for item in items {
      guard case .text(let text) = item else { return wrong(key, item, "a list of symbols") }
      texts.append(text)
    }
    return texts
  }

  /// What a key holds, whatever it is; nil when it is missing.
  func value(_ key: String) -> JSONTree? { members[key] }
  var faultCount: Int { faults.count }
  mutating func note(_ fault: String) { faults.append(path + fault) }
  mutating func take(_ others: [String]) { faults += others }

  private mutating func required(_ key: String) -> JSONTree? {
    if let value = members[key] { return value }
    faults.append("\(path)\(key) is missing.")
    return nil
  }

  private mutating func wrong<Value>(
    _ key: String, _ value: JSONTree, _ wanted: String
  ) -> Value? {
    faults.append("\(path)\(key) holds \(value.kindName); it must be \(wanted).")
    return nil
  }
}

/// Finds what somebody probably meant to write.
enum NearMiss {
  /// Returns ` Did you mean '…'?`, or nothing when no candidate is near.
  static func suggestion(for word: String, among candidates: [String]) -> String {
    let ranked = candidates.map { (distance(word.lowercased(), $0.lowercased()), $0) }
    guard let best = ranked.min(by: { $0 < $1 }), best.0 <= max(2, best.1.count / 3) else {
      return ""
    }
    return " Did you mean '\(best.1)'?"
  }

  /// The number of single-character edits between two words (Levenshtein, 1966).
  static func distance(_ first: String, _ second: String) -> Int {
    let columns = Array(second)
    var row = Array(0...columns.count)
    for (line, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in columns.enumerated() {
        let above = row[column + 1]
        row[column + 1] = min(
          above + 1, row[column] + 1, diagonal + (character == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[columns.count]
  }
}
