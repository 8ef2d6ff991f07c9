/// Reads comma-separated values after RFC 4180 row by row, out of chunks as they come.
///
///     let reader = CSVReader()
///     reader.append(chunk)
///     while try reader.next() { … reader[0].string … }
///     reader.finish()
///     while try reader.next() { … }
///
/// The first row is the header. A cell may be quoted, with `""` for a quote inside, and may then hold
/// commas and line breaks; lines end in LF, CR LF or CR; blank lines are passed over; a byte order
/// mark belongs to no cell. Each byte is looked at once, however the chunks fall. Memory: the longest
/// row and the chunk.
public final class CSVReader {
  /// A row longer than this is no row of a table.
  public static let longestRow = 32 << 20

  private enum State { case cellStart, plain, quoted, quoteInQuoted }
  private struct Cell {
    var start: Int
    var end: Int
    var form: TextSlice.Form
  }

  private var buffer: UnsafeMutableBufferPointer<UInt8>
  private let isOwner: Bool
  private var count: Int
  private var rowStart = 0
  private var position = 0
  private var state = State.cellStart
  private var cellStart = 0
  private var form = TextSlice.Form.plain
  private var quoteEnd = 0
  private var skipsLineFeed = false
  private var isEnded = false
  private var isBegun = false
  private var cells: [Cell] = []
  private var isRowGiven = false
  private var nextLine = 1

  /// The names in the first row; empty before it was read.
  public private(set) var header: [String] = []
  /// The line on which the row begins, from 1.
  public private(set) var line = 1
  /// Whether text follows a closing quote without a comma, so that cells cannot be trusted.
  public private(set) var isMisquoted = false

  /// Waits for chunks.
  public init() {
    buffer = UnsafeMutableBufferPointer.allocate(capacity: 1 << 16)
    count = 0
    isOwner = true
  }

  /// Reads a whole text in place.
  ///
  /// - Parameter text: Must live as long as the reader and its cells.
  public init(whole text: UnsafeRawBufferPointer) {
    buffer = UnsafeMutableBufferPointer(mutating: text.bindMemory(to: UInt8.self))
    count = text.count
    isOwner = false
    isEnded = true
  }

  deinit {
    if isOwner { buffer.deallocate() }
  }

  /// The number of cells of the row.
  public var cellCount: Int { cells.count }

  /// A cell of the row; valid until the next row is asked for or a chunk comes.
  public subscript(_ index: Int) -> TextSlice {
    let cell = cells[index]
    return TextSlice(
      UnsafeBufferPointer(rebasing: buffer[(rowStart + cell.start)..<(rowStart + cell.end)]),
      form: cell.form)
  }

  /// The place of a name in the header; nil when it is not there.
  public func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  /// Adds the next bytes of the text.
  public func append(_ chunk: UnsafeRawBufferPointer) {
    precondition(isOwner, "A text that is read in place is whole.")
    precondition(!isEnded, "No chunk follows the end.")
    endRow()
    let kept = count - rowStart
    if kept + chunk.count > buffer.count {
      let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
        capacity: max(buffer.count * 2, kept + chunk.count))
      _ = larger.update(fromContentsOf: buffer[rowStart..<count])
      buffer.deallocate()
      buffer = larger
    } else if rowStart > 0, kept > 0, let base = buffer.baseAddress {
      base.update(from: base + rowStart, count: kept)
    }
    position -= rowStart
    rowStart = 0
    _ = buffer[kept...].update(fromContentsOf: chunk)
    count = kept + chunk.count
  }

  /// Says that no chunk follows.
  public func finish() { isEnded = true }

  /// Goes to the next row; false when there is none, or none whole before the next chunk.
  ///
  /// - Throws: `truncated` when a quoted cell never ends, or the last row has no end of line and
  ///   fewer cells than the header; `malformed` when a row is longer than `longestRow`.
  public func next() throws(TabularFault) -> Bool {
    if !isBegun {
      guard count >= 3 || isEnded else { return false }
      isBegun = true
      if count >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF {
        rowStart = 3
        position = 3
      }
    }
    while true {
      endRow()
      guard try scanRow() else { return false }
      isRowGiven = true
      if cells.count == 1, cells[0].start == cells[0].end, cells[0].form == .plain { continue }
      guard header.isEmpty else { return true }
      header = cells.indices.map { self[$0].string }
    }
  }

  /// Drops the row that was given.
  private func endRow() {
    guard isRowGiven else { return }
    isRowGiven = false
    rowStart = position
    cells.removeAll(keepingCapacity: true)
    isMisquoted = false
    cellStart = 0
  }

  /// Goes on with the row that begins at `rowStart`; true when it is whole.
  private func scanRow() throws(TabularFault) -> Bool {
    if cells.isEmpty, state == .cellStart, position == rowStart {
      if skipsLineFeed, position < count {
        skipsLineFeed = false
        if buffer[position] == 0x0A {
          position += 1
          rowStart = position
        }
      }
      line = nextLine
    }
    while position < count {
      let byte = buffer[position]
      switch state {
      case .cellStart where byte == 0x22:
        state = .quoted
        form = .plain
        cellStart = position + 1 - rowStart
        position += 1
        continue
      case .cellStart:
        cellStart = position - rowStart
        state = .plain
        form = .plain
        continue
      case .plain:
        if byte != 0x2C, byte != 0x0A, byte != 0x0D {
          position = endOfPlain(from: position)
          continue
        }
        cells.append(Cell(start: cellStart, end: position - rowStart, form: form))
      case .quoted:
        if byte == 0x22 {
          quoteEnd = position - rowStart
          state = .quoteInQuoted
        } else if byte == 0x0A {
          nextLine += 1
        }
        position += 1
        continue
      case .quoteInQuoted:
        if byte == 0x22 {
          form = .doubled
          state = .quoted
          position += 1
          continue
        }
        guard byte == 0x2C || byte == 0x0A || byte == 0x0D else {
          isMisquoted = true
          state = .plain
          continue
        }
        cells.append(Cell(start: cellStart, end: quoteEnd, form: form))
      }
      position += 1
      state = .cellStart
      if byte != 0x2C {
        skipsLineFeed = byte == 0x0D
        nextLine += 1
        return true
      }
    }
    guard position - rowStart <= Self.longestRow else {
      throw TabularFault(
        .malformed, "line \(line): the row is longer than \(Self.longestRow) bytes")
    }
    return isEnded ? try lastRow() : false
  }

  /// The index of the next comma or line end, or the end of what is there.
  private func endOfPlain(from start: Int) -> Int {
    let buffer = self.buffer
    let end = count
    var at = start
    while at < end, buffer[at] != 0x2C, buffer[at] != 0x0A, buffer[at] != 0x0D { at += 1 }
    return at
  }

  /// The end of the text stands for the end of the line.
  private func lastRow() throws(TabularFault) -> Bool {
    switch state {
    case .quoted:
      throw TabularFault(.truncated, "line \(line): a quoted cell that begins here never ends")
    case .plain:
      cells.append(Cell(start: cellStart, end: position - rowStart, form: form))
    case .quoteInQuoted:
      cells.append(Cell(start: cellStart, end: quoteEnd, form: form))
    case .cellStart:
      guard !cells.isEmpty else { return false }
      let end = position - rowStart
      cells.append(Cell(start: end, end: end, form: .plain))
    }
    state = .cellStart
    guard cells.count >= header.count else {
      throw TabularFault(
        .truncated,
        "line \(line): the text breaks off after \(cells.count) of \(header.count) cells")
    }
    return true
  }
}
