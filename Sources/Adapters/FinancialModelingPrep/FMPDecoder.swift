import Chronology
import Market
import Tabular

/// Rows of an answer, and how many of its rows could not be read.
public struct FMPAnswer<Row: FMPRow>: Sendable {
  public var rows: [Row] = []
  /// Rows left out because a field they must have was missing or of the wrong kind.
  public var unreadable = 0
  /// The field for which the first such row was left out.
  public var firstFault: String?
  /// The limit that was asked for after the plan refused a higher one; nil when it did not.
  public var loweredLimit: Int?

  /// Whether rows may be missing because the plan gives no more.
  public var mayBeCut: Bool { loweredLimit.map { rows.count + unreadable >= $0 } ?? false }

  mutating func append(_ other: FMPAnswer) {
    rows += other.rows
    unreadable += other.unreadable
    firstFault = firstFault ?? other.firstFault
    loweredLimit = loweredLimit ?? other.loweredLimit
  }
}

/// Turns an answer, JSON or CSV, into typed rows after the schema of the row's type.
struct FMPDecoder<Row: FMPRow> {
  /// A field of the wrong kind in every row is a change of schema from so many rows on, if the
  /// field may be missing; in a single row it is that row's oddity.
  private static var enoughRows: Int { 3 }

  private let fields: [FMPField]
  private let wantsOthers: Bool
  private let asked: String?
  private let symbolField: Int?
  private var reader: FMPRowReader
  private var present: [Int]
  private var valued: [Int]
  private var wrong: [Int]
  private var answer = FMPAnswer<Row>()
  private var count = 0

  /// - Parameter asked: The symbol that every row must be of; nil for a directory.
  init(_ type: Row.Type, asked: String?) {
    (fields, wantsOthers) = FMPRowReader.schema(of: type)
    self.asked = asked
    symbolField = fields.firstIndex { $0.name == "symbol" }
    reader = FMPRowReader(fields: fields)
    present = Array(repeating: 0, count: fields.count)
    valued = present
    wrong = present
  }

  mutating func json(_ body: [UInt8]) throws(FMPDecodeFault) -> FMPAnswer<Row> {
    do {
      let unknown = try body.withUnsafeBytes { bytes throws in
        var json = try FlatJSON(bytes, columns: fields.map(\.name))
        while try json.nextRow() {
          reader.begin()
          while try json.nextField() {
            if json.column >= 0 {
              take(json.value, of: json.column)
            } else if wantsOthers, let number = json.value.lenientNumber {
              reader.others[json.key.string] = number
            }
          }
          try endRow()
        }
        return json.unknownFields
      }
      return try finished(unknown: unknown)
    } catch let fault as FMPDecodeFault {
      throw fault
    } catch let fault as TabularFault {
      throw .text(fault)
    } catch {
      throw .drift("the answer cannot be read")
    }
  }

  mutating func csv(_ body: [UInt8]) throws(FMPDecodeFault) -> FMPAnswer<Row> {
    do {
      let unknown = try body.withUnsafeBytes { bytes throws in
        let csv = CSVReader(whole: bytes)
        var columns: [Int] = []
        while try csv.next() {
          if columns.isEmpty {
            columns = csv.header.map { name in fields.firstIndex { $0.name == name } ?? -1 }
          }
          reader.begin()
          guard csv.cellCount == columns.count, !csv.isMisquoted else {
            countUnreadable("line \(csv.line)")
            continue
          }
          for (index, column) in columns.enumerated() {
            if column >= 0 {
              take(FlatValue(cell: csv[index]), of: column)
            } else if wantsOthers, let number = csv[index].number {
              reader.others[csv.header[index]] = number
            }
          }
          try endRow()
        }
        return csv.header.filter { name in !fields.contains { $0.name == name } }
      }
      return try finished(unknown: unknown)
    } catch let fault as FMPDecodeFault {
      throw fault
    } catch let fault as TabularFault {
      throw .text(fault)
    } catch {
      throw .drift("the answer cannot be read")
    }
  }

  private mutating func take(_ value: FlatValue, of field: Int) {
    let cell = Self.cell(value, as: fields[field].kind)
    present[field] += 1
    switch cell {
    case .absent, .null: break
    case .wrong:
      wrong[field] += 1
      valued[field] += 1
    case .text, .number, .date, .flag: valued[field] += 1
    }
    reader.cells[field] = cell
  }

  private mutating func endRow() throws(FMPDecodeFault) {
    if let asked, let symbolField, case .text(let symbol) = reader.cells[symbolField],
      symbol != asked
    {
      throw .stranger(symbol)
    }
    let row = Row(&reader)
    if let fault = reader.fault {
      countUnreadable(fault)
    } else {
      count += 1
      answer.rows.append(row)
    }
  }

  private mutating func countUnreadable(_ fault: String) {
    count += 1
    answer.unreadable += 1
    answer.firstFault = answer.firstFault ?? fault
  }

  private func finished(unknown: [String]) throws(FMPDecodeFault) -> FMPAnswer<Row> {
    guard count > 0 else { return answer }
    for (index, field) in fields.enumerated() {
      if field.need != .optional, present[index] == 0 {
        throw FMPDecodeFault.missing(field.name, among: unknown)
      }
      let isMany = field.need != .optional || wrong[index] >= Self.enoughRows
      if wrong[index] > 0, wrong[index] == valued[index], isMany {
        throw .drift("the field \(field.name) is of another kind in every row")
      }
    }
    guard !answer.rows.isEmpty else {
      throw .drift("no row has a value of \(answer.firstFault ?? "what it must have")")
    }
    return answer
  }

  /// Words that the service writes where it has no value.
  private static var blanks: [String] { ["", "N/A", "NA", "None", "null", "-", "0000-00-00"] }

  private static func cell(_ value: FlatValue, as kind: FMPField.Kind) -> FMPCell {
    if value.kind == .null { return .null }
    switch kind {
    case .text:
      guard value.kind == .text || value.kind == .number else { return .wrong }
      return .text(value.text.string)
    case .number:
      if let number = value.lenientNumber { return .number(number) }
    case .date:
      if let date = value.date { return .date(date) }
    case .flag:
      if value.kind == .yes { return .flag(true) }
      if value.kind == .no { return .flag(false) }
      switch value.text.string.lowercased() {
      case "true", "1": return .flag(true)
      case "false", "0": return .flag(false)
      default: break
      }
    }
    return value.kind == .text && blanks.contains(value.text.string) ? .null : .wrong
  }
}
