import Chronology
import Connect
import Market
import Tabular

/// Goes through a file of bars line by line and tells bars from faults.
final class BarFileCursor {
  /// What a line is.
  enum Step {
    case bar(FileBar)
    case faults([BarImportFault])
    case end
  }

  private enum Field: Int, CaseIterable {
    case symbol, date, open, high, low, close, volume

    var name: String {
      switch self {
      case .symbol: "symbol"
      case .date: "date"
      case .open: "open"
      case .high: "high"
      case .low: "low"
      case .close: "close"
      case .volume: "volume"
      }
    }
  }

  private static let oldest = SessionDate(day: -25_567)

  private let file: BarFile
  private let bytes: FileBytes
  private let reader = CSVReader()
  private var text = TextWatch()
  private var isEnded = false
  private var isBegun = false
  private var isFinished = false
  /// Lines that rows began on so far.
  private var lines = 0
  /// The column of each field; nil when the file has none and needs none.
  private var places = [Int?](repeating: nil, count: Field.allCases.count)
  private var unused: [String] = []
  private var lastSymbol: (text: [UInt8], symbol: Symbol)?
  private var symbolOfFile: Symbol?

  init(_ file: BarFile) throws(StoreError) {
    self.file = file
    bytes = try FileBytes(file.path, isCompressed: file.path.lowercased().hasSuffix(".gz"))
  }

  /// Writes lines and columns into a report.
  func describe(_ report: inout BarImportReport) {
    report.lines = lines
    report.columns = reader.header
    report.unused = unused
  }

  /// Reads the next line.
  func next() throws(StoreError) -> Step {
    guard !isEnded else { return .end }
    do throws(TabularFault) {
      while try !reader.next() {
        guard !isFinished else { return finish() }
        try readChunk()
      }
    } catch {
      // What follows an open quote or a monstrous line cannot be trusted to be lines.
      isEnded = true
      return .faults([BarImportFault(line: reader.line, column: "", message: Self.words(error))])
    }
    if !isBegun {
      isBegun = true
      lines = 1
      let faults = readHeader()
      if !faults.isEmpty {
        isEnded = true
        return .faults(faults)
      }
    }
    return row()
  }

  /// Gives the reader the next bytes, or tells it that there are no more.
  private func readChunk() throws(TabularFault) {
    let chunk: [UInt8]?
    do throws(StoreError) {
      chunk = try bytes.next()
    } catch {
      throw TabularFault(.truncated, error.message)
    }
    guard let chunk else {
      isFinished = true
      reader.finish()
      return
    }
    if let message = text.fault(in: chunk) { throw TabularFault(.malformed, message) }
    chunk.withUnsafeBytes { reader.append($0) }
  }

  private func finish() -> Step {
    isEnded = true
    guard !isBegun else { return .end }
    isBegun = true
    lines = reader.header.isEmpty ? 0 : 1
    guard !reader.header.isEmpty else {
      return .faults([
        BarImportFault(
          line: 0, column: "", message: "The file is empty; it must begin with a header.")
      ])
    }
    let faults = readHeader()
    return faults.isEmpty ? .end : .faults(faults)
  }

  private static func words(_ fault: TabularFault) -> String {
    // The line stands beside the message already.
    guard fault.message.hasPrefix("line "), let colon = fault.message.firstIndex(of: ":") else {
      return fault.message
    }
    return String(fault.message[fault.message.index(after: colon)...].drop { $0 == " " })
  }

  // MARK: The header

  private func readHeader() -> [BarImportFault] {
    let header = reader.header
    var faults: [BarImportFault] = []
    for (index, name) in header.enumerated() where header[..<index].contains(name) {
      faults.append(fault(1, name, "The column comes twice."))
    }
    for field in Field.allCases {
      let named = name(of: field)
      let wanted = named ?? field.name
      let found = header.firstIndex { column in
        named == nil ? column.lowercased() == wanted : column == wanted
      }
      places[field.rawValue] = found
      guard found == nil, named != nil || isRequired(field) else { continue }
      faults.append(
        fault(
          1, wanted,
          "The file has no such column; it has \(Self.excerpt(header.joined(separator: ", ")))."))
    }
    if let text = file.mapping.symbolOfFile {
      places[Field.symbol.rawValue] = nil
      symbolOfFile = Symbol(validating: text)
      if symbolOfFile == nil {
        faults.append(fault(0, "", "“\(Self.excerpt(text))” is no symbol."))
      }
    }
    let used = Set(places.compactMap(\.self))
    unused = header.indices.filter { !used.contains($0) }.map { header[$0] }
    return faults
  }

  private func name(of field: Field) -> String? {
    switch field {
    case .symbol: file.mapping.symbolOfFile == nil ? file.mapping.symbol : nil
    case .date: file.mapping.date
    case .open: file.mapping.open
    case .high: file.mapping.high
    case .low: file.mapping.low
    case .close: file.mapping.close
    case .volume: file.mapping.volume
    }
  }

  private func isRequired(_ field: Field) -> Bool {
    switch field {
    case .symbol: file.mapping.symbolOfFile == nil
    case .date, .close: true
    case .open, .high, .low, .volume: file.prices == .raw
    }
  }

  // MARK: A line

  private func row() -> Step {
    let line = reader.line
    lines = line
    guard reader.cellCount == reader.header.count else {
      return .faults([
        fault(
          line, "",
          "The line has \(reader.cellCount) cells; the header has \(reader.header.count).")
      ])
    }
    guard !reader.isMisquoted else {
      return .faults([fault(line, "", "Text follows a closing quote without a comma.")])
    }
    var faults: [BarImportFault] = []
    let symbol = symbol(line, &faults)
    let session = date(line, &faults)
    let values = (
      price(.open, line, &faults), price(.high, line, &faults), price(.low, line, &faults),
      price(.close, line, &faults), volume(line, &faults)
    )
    guard faults.isEmpty, let symbol, let session else { return .faults(faults) }
    return .bar(FileBar(line: line, symbol: symbol, session: session, values: values))
  }

  private func symbol(_ line: Int, _ faults: inout [BarImportFault]) -> Symbol? {
    guard let place = places[Field.symbol.rawValue] else { return symbolOfFile }
    let cell = reader[place]
    if let lastSymbol, cell.isWritten(lastSymbol.text) { return lastSymbol.symbol }
    let text = cell.string
    guard let symbol = Symbol(validating: text) else {
      faults.append(faultOf(.symbol, line, "“\(Self.excerpt(text))” is no symbol."))
      return nil
    }
    lastSymbol = (Array(text.utf8), symbol)
    return symbol
  }

  private func date(_ line: Int, _ faults: inout [BarImportFault]) -> SessionDate? {
    guard let place = places[Field.date.rawValue] else { return nil }
    let cell = reader[place]
    guard let date = file.mapping.dateFormat.date(cell.bytes) else {
      faults.append(
        faultOf(
          .date, line,
          "“\(Self.excerpt(cell.string))” is no date written as \(file.mapping.dateFormat.rawValue)."
        ))
      return nil
    }
    guard date >= Self.oldest, date <= file.newest else {
      faults.append(
        faultOf(.date, line, "\(date) does not lie between \(Self.oldest) and \(file.newest)."))
      return nil
    }
    return date
  }

  private func price(
    _ field: Field, _ line: Int, _ faults: inout [BarImportFault]
  ) -> Double {
    guard let place = places[field.rawValue] else { return .nan }
    let cell = reader[place]
    if cell.isEmpty, field != .close, file.prices != .raw { return .nan }
    guard let value = cell.number else {
      faults.append(faultOf(field, line, Self.noNumber(cell)))
      return .nan
    }
    if let message = BarImportLimits.fault(ofPrice: value) {
      faults.append(faultOf(field, line, message))
    }
    return value
  }

  private func volume(_ line: Int, _ faults: inout [BarImportFault]) -> Double {
    guard let place = places[Field.volume.rawValue] else { return .nan }
    let cell = reader[place]
    // A missing volume is kept as such; the health rules find it.
    if cell.isEmpty { return .nan }
    guard let value = cell.number else {
      faults.append(faultOf(.volume, line, Self.noNumber(cell)))
      return .nan
    }
    if let message = BarImportLimits.fault(ofVolume: value) {
      faults.append(faultOf(.volume, line, message))
    }
    return value
  }

  private static func noNumber(_ cell: TextSlice) -> String {
    cell.isEmpty
      ? "The cell is empty." : "“\(excerpt(cell.string))” is no finite decimal number."
  }

  private func faultOf(_ field: Field, _ line: Int, _ message: String) -> BarImportFault {
    let place = places[field.rawValue]
    return fault(line, place.map { reader.header[$0] } ?? field.name, message)
  }

  private func fault(_ line: Int, _ column: String, _ message: String) -> BarImportFault {
    BarImportFault(line: line, column: Self.excerpt(column), message: message)
  }

  /// The first 60 characters on one line.
  private static func excerpt(_ text: String) -> String {
    let head = String(text.prefix(61).map { $0.isNewline ? " " : $0 })
    return head.count > 60 ? head.prefix(60) + "…" : head
  }
}
