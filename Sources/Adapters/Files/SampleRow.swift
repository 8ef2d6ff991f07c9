import Chronology
import Tabular

/// A file of the sample pack that is not as it must be.
struct SampleFault: Error, Hashable {
  /// The line, from 1; a row with line breaks inside quotes counts where it begins.
  let line: Int
  /// What is wrong with it, with the text seen.
  let message: String
}

/// One row of a file of the sample pack; every row has as many cells as the header.
struct SampleRow {
  /// The line it begins on, from 1.
  let line: Int
  let header: [String]
  let cells: [String]

  /// Hands over every row of a table with a known header.
  static func each(
    of bytes: [UInt8], header: [String], _ body: (SampleRow) throws(SampleFault) -> Void
  ) throws(SampleFault) {
    let reader = CSVReader()
    bytes.withUnsafeBytes { reader.append($0) }
    reader.finish()
    var isChecked = false
    while try next(reader) {
      if !isChecked {
        isChecked = true
        try require(header, of: reader)
      }
      let cells = (0..<reader.cellCount).map { reader[$0].string }
      guard cells.count == header.count, !reader.isMisquoted else {
        throw SampleFault(
          line: reader.line,
          message: "The row has \(cells.count) cells; the header has \(header.count).")
      }
      try body(SampleRow(line: reader.line, header: header, cells: cells))
    }
    if !isChecked { try require(header, of: reader) }
  }

  private static func next(_ reader: CSVReader) throws(SampleFault) -> Bool {
    do {
      return try reader.next()
    } catch {
      throw SampleFault(line: reader.line, message: "The table ends badly: \(error.message).")
    }
  }

  private static func require(
    _ header: [String], of reader: CSVReader
  ) throws(SampleFault) {
    guard reader.header != header else { return }
    throw SampleFault(
      line: 1,
      message: "The header is \(reader.header.joined(separator: ",")); "
        + "it must be \(header.joined(separator: ",")).")
  }

  /// Reads a cell as a finite decimal number.
  func number(_ column: Int) throws(SampleFault) -> Double {
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
  func date(_ column: Int) throws(SampleFault) -> SessionDate {
    guard let date = SessionDate(cells[column]) else {
      throw fault(column, "is not a date; write it as YYYY-MM-DD")
    }
    return date
  }

  /// Builds the fault of one cell: `Line 7: Close “n/a” is not a number.`
  func fault(_ column: Int, _ what: String) -> SampleFault {
    SampleFault(line: line, message: "\(header[column]) “\(cells[column])” \(what).")
  }
}
