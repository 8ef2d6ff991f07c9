import Chronology

/// A file of comma-separated values that breaks its own rules.
struct CSVFault: Error, Hashable {
  /// The line, from 1; a row with line breaks inside quotes counts where it begins.
  let line: Int
  /// What is wrong with it, with the text seen.
  let message: String
}

/// Reads comma-separated values after RFC 4180, row by row, out of bytes in memory.
///
/// Lines end in LF or CR LF; a cell may be quoted, with `""` for a quote inside. Every row must have
/// as many cells as the header. Blank lines are skipped.
struct CSVReader {
  /// The names in the first row.
  private(set) var header: [String] = []

  private let bytes: [UInt8]
  private var position: Int
  private var line: Int
  private var cells: [String] = []

  /// Starts to read; takes the first row as the header.
  init(_ bytes: [UInt8]) throws(CSVFault) {
    self.bytes = bytes
    // A byte order mark belongs to no cell.
    self.position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    self.line = 1
    guard let first = try nextCells() else {
      throw CSVFault(line: 1, message: "The file is empty; it must begin with a header.")
    }
    header = first
  }

  /// Reads the next row, or nil at the end.
  mutating func next() throws(CSVFault) -> CSVRow? {
    while true {
      let start = line
      guard let cells = try nextCells() else { return nil }
      if cells == [""] { continue }
      guard cells.count == header.count else {
        throw CSVFault(
          line: start,
          message: "The row has \(cells.count) cells; the header has \(header.count).")
      }
      return CSVRow(line: start, header: header, cells: cells)
    }
  }

  private mutating func nextCells() throws(CSVFault) -> [String]? {
    guard position < bytes.count else { return nil }
    cells.removeAll(keepingCapacity: true)
    while true {
      let cell = position < bytes.count && bytes[position] == 0x22 ? try quoted() : plain()
      cells.append(cell)
      guard position < bytes.count else { return cells }
      let separator = bytes[position]
      position += 1
      if separator == 0x2C {
        // A comma at the very end of the file still has an empty cell behind it.
        if position == bytes.count { return cells + [""] }
        continue
      }
      if separator == 0x0D, position < bytes.count, bytes[position] == 0x0A { position += 1 }
      line += 1
      return cells
    }
  }

  /// Reads up to the next separator, which it leaves.
  private mutating func plain() -> String {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case 0x2C, 0x0A, 0x0D: return String(decoding: bytes[start..<position], as: UTF8.self)
      default: position += 1
      }
    }
    return String(decoding: bytes[start...], as: UTF8.self)
  }

  private mutating func quoted() throws(CSVFault) -> String {
    let start = line
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == 0x0A { line += 1 }
      guard byte == 0x22 else {
        text.append(byte)
        continue
      }
      if position < bytes.count, bytes[position] == 0x22 {
        text.append(0x22)
        position += 1
        continue
      }
      guard position == bytes.count || [0x2C, 0x0A, 0x0D].contains(bytes[position]) else {
        throw CSVFault(line: line, message: "Text follows a closing quote without a comma.")
      }
      return String(decoding: text, as: UTF8.self)
    }
    throw CSVFault(line: start, message: "A quoted cell that begins here never ends.")
  }
}

/// One row of a comma-separated file.
struct CSVRow {
  /// The line it begins on, from 1.
  let line: Int
  let header: [String]
  let cells: [String]

  /// Reads a cell as a finite decimal number.
  func number(_ column: Int) throws(CSVFault) -> Double {
    let text = cells[column]
    let isDecimal = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || [0x2E, 0x2D, 0x2B, 0x65, 0x45].contains(byte)
    }
    guard isDecimal, let value = Double(text), value.isFinite else {
      throw fault(column, "is not a number")
    }
    return value
  }

  /// Reads a cell as a date, `YYYY-MM-DD`.
  func date(_ column: Int) throws(CSVFault) -> SessionDate {
    guard let date = SessionDate(cells[column]) else {
      throw fault(column, "is not a date; write it as YYYY-MM-DD")
    }
    return date
  }

  /// Builds the fault of one cell: `Line 7: Close “n/a” is not a number.`
  func fault(_ column: Int, _ what: String) -> CSVFault {
    CSVFault(line: line, message: "\(header[column]) “\(cells[column])” \(what).")
  }
}
