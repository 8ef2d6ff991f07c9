import Chronology

/// A row of an answer, told by what its initialiser reads.
///
/// The initialiser is the schema: it is run once to learn which fields of which kind a row has, and
/// then for each row. It must read the same fields in the same order whatever their values.
public protocol FMPRow: Sendable {
  init(_ row: inout FMPRowReader)
}

/// A field of a row as its reader expects it.
struct FMPField: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case text, number, date, flag }
  enum Need: Hashable, Sendable {
    /// A row without a value is none.
    case required
    /// The field is there, its value may be null.
    case expected
    /// The field may be missing.
    case optional
  }
  let name: String
  let kind: Kind
  let need: Need
}

/// A value of a row, read by its field's kind.
enum FMPCell: Sendable {
  case absent, null, wrong
  case text(String)
  case number(Double)
  case date(SessionDate)
  case flag(Bool)
}

/// Hands a row's fields to its initialiser by name; learns the schema on the first time.
public struct FMPRowReader {
  private(set) var fields: [FMPField]
  private let isLearning: Bool
  private var cursor = 0
  var cells: [FMPCell]
  /// Numbers under names that no other call reads; kept when `otherNumbers` is called.
  var others: [String: Double] = [:]
  private(set) var wantsOthers = false
  /// What makes this row unreadable: a field without the value that it must have.
  private(set) var fault: String?

  /// The fields that a row's initialiser reads, and whether it takes all other numbers too.
  static func schema<Row: FMPRow>(of type: Row.Type) -> (fields: [FMPField], wantsOthers: Bool) {
    var reader = FMPRowReader()
    _ = Row(&reader)
    return (reader.fields, reader.wantsOthers)
  }

  private init() {
    fields = []
    cells = []
    isLearning = true
  }

  init(fields: [FMPField]) {
    self.fields = fields
    cells = Array(repeating: .absent, count: fields.count)
    isLearning = false
  }

  /// Makes ready for the next row.
  mutating func begin() {
    for index in cells.indices { cells[index] = .absent }
    others.removeAll(keepingCapacity: true)
    cursor = 0
    fault = nil
  }

  private mutating func cell(
    _ name: String, _ kind: FMPField.Kind, _ need: FMPField.Need
  ) -> FMPCell {
    if isLearning {
      fields.append(FMPField(name: name, kind: kind, need: need))
      return .absent
    }
    precondition(fields[cursor].name == name, "A row reads the same fields each time.")
    defer { cursor += 1 }
    return cells[cursor]
  }

  /// Says that a field's value makes the row unreadable.
  mutating func reject(_ name: String) {
    if fault == nil { fault = name }
  }

  mutating func text(_ name: String) -> String {
    if case .text(let text) = cell(name, .text, .required), !text.isEmpty { return text }
    reject(name)
    return ""
  }

  mutating func optionalText(_ name: String) -> String? {
    if case .text(let text) = cell(name, .text, .optional), !text.isEmpty { return text }
    return nil
  }

  mutating func number(_ name: String) -> Double {
    if case .number(let number) = cell(name, .number, .required) { return number }
    reject(name)
    return .nan
  }

  mutating func expectedNumber(_ name: String) -> Double? {
    if case .number(let number) = cell(name, .number, .expected) { return number }
    return nil
  }

  mutating func optionalNumber(_ name: String) -> Double? {
    if case .number(let number) = cell(name, .number, .optional) { return number }
    return nil
  }

  mutating func date(_ name: String) -> SessionDate {
    if case .date(let date) = cell(name, .date, .required) { return date }
    reject(name)
    return SessionDate(day: 0)
  }

  mutating func optionalDate(_ name: String) -> SessionDate? {
    if case .date(let date) = cell(name, .date, .optional) { return date }
    return nil
  }

  mutating func optionalFlag(_ name: String) -> Bool? {
    if case .flag(let flag) = cell(name, .flag, .optional) { return flag }
    return nil
  }

  /// Every number under a name that no other call reads.
  mutating func otherNumbers() -> [String: Double] {
    wantsOthers = true
    return others
  }
}
