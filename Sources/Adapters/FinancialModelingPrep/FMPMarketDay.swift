import Chronology
import Market
import Tabular

/// The whole market's bars of one session, read straight from the bulk table.
struct FMPMarketDay {
  private static let fields = ["symbol", "date", "close", "volume", "open", "high", "low"]
  /// The whole answer's notes stand under this sign.
  private static let everyone = Symbol("*")

  private let session: SessionDate
  private var symbols: [Symbol] = []
  private var rows: [(close: Double, volume: Double, open: Double, high: Double, low: Double)] = []
  private var notes = FMPNotes(symbol: FMPMarketDay.everyone)

  /// Reads the bulk table of a session.
  static func read(
    _ body: [UInt8], on session: SessionDate
  ) throws(FMPDecodeFault) -> MarketSession {
    var day = FMPMarketDay(session: session)
    do {
      try body.withUnsafeBytes { bytes throws in try day.read(CSVReader(whole: bytes)) }
    } catch let fault as FMPDecodeFault {
      throw fault
    } catch let fault as TabularFault {
      throw .text(fault)
    } catch {
      throw .drift("the answer cannot be read")
    }
    return day.finish()
  }

  private init(session: SessionDate) { self.session = session }

  private mutating func read(_ csv: CSVReader) throws {
    var columns: [Int] = []
    var count = 0
    var onSession = 0
    while try csv.next() {
      if columns.isEmpty { columns = try Self.columns(of: csv) }
      count += 1
      guard csv.cellCount == csv.header.count, !csv.isMisquoted else {
        notes.add(
          .unreadableRow, on: session, "the first, line \(csv.line), has cells out of place")
        continue
      }
      guard let date = FlatValue(cell: csv[columns[1]]).date, date == session else {
        let words = String(csv[columns[1]].string.prefix(24))
        notes.add(.unreadableRow, on: session, "the first, line \(csv.line), is of “\(words)”")
        continue
      }
      onSession += 1
      // Symbols that no exchange would write are passed over.
      guard let symbol = Symbol(validating: csv[columns[0]].string) else { continue }
      guard let close = csv[columns[2]].number else {
        notes.add(.unreadableRow, on: session, "the first, \(symbol), has no close")
        continue
      }
      let volume = csv[columns[3]].number ?? .nan
      if volume.isNaN || volume < 0 || volume >= FMPBarColumns.largestVolume {
        let words = String(csv[columns[3]].string.prefix(24))
        notes.add(.missingVolume, on: session, "the first, \(symbol), is “\(words)”")
      }
      symbols.append(symbol)
      rows.append(
        (
          close, volume, csv[columns[4]].number ?? .nan, csv[columns[5]].number ?? .nan,
          csv[columns[6]].number ?? .nan
        ))
    }
    if columns.isEmpty, !csv.header.isEmpty { _ = try Self.columns(of: csv) }
    guard count == 0 || onSession > 0 else {
      throw FMPDecodeFault.drift("none of \(count) rows is of \(session)")
    }
  }

  private static func columns(of csv: CSVReader) throws(FMPDecodeFault) -> [Int] {
    var columns: [Int] = []
    for field in fields {
      guard let column = csv.column(field) else {
        throw FMPDecodeFault.missing(field, among: csv.header.filter { !fields.contains($0) })
      }
      columns.append(column)
    }
    return columns
  }

  /// One row a symbol, by symbol; of several the first in the table.
  private mutating func finish() -> MarketSession {
    let isSorted = symbols.indices.dropFirst().allSatisfy { symbols[$0 - 1] < symbols[$0] }
    let order =
      isSorted
      ? Array(symbols.indices) : symbols.indices.sorted { (symbols[$0], $0) < (symbols[$1], $1) }
    var bars = BarBlock()
    bars.reserve(rows: order.count, runs: order.count)
    var last: Symbol?
    for index in order {
      let (symbol, row) = (symbols[index], rows[index])
      guard symbol != last else {
        notes.addDuplicate(of: symbol, on: session, "closes \(row.close); the first was kept")
        continue
      }
      last = symbol
      bars.append(
        symbol, session, open: row.open, high: row.high, low: row.low, close: row.close,
        volume: row.volume)
    }
    return MarketSession(session: session, bars: bars, notes: notes.notes)
  }
}
