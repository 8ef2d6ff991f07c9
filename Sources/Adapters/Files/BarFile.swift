public import Chronology
public import Connect
public import Market
import Tabular

/// A file of bars as comma-separated values, plain or compressed with gzip.
public struct BarFile: BarImportSource {
  let path: String
  let mapping: BarImportMapping
  let prices: Instrument.PriceBasis
  let newest: SessionDate

  /// Creates a source over a file whose name ends in `.csv` or `.csv.gz`.
  ///
  /// - Parameters:
  ///   - prices: With raw ones every bar has open, high and low; otherwise only the close is needed.
  ///   - today: Dates after tomorrow are faults; tomorrow has begun somewhere.
  public init(
    _ path: String, _ mapping: BarImportMapping, prices: Instrument.PriceBasis, today: SessionDate
  ) {
    self.path = path
    self.mapping = mapping
    self.prices = prices
    self.newest = today.advanced(by: 1)
  }

  public func check() throws(StoreError) -> BarImportReport {
    let cursor = try BarFileCursor(self)
    var report = BarImportReport()
    var seen = SeenSessions()
    var numbers: [Symbol: Int] = [:]
    var current: (symbol: Symbol, number: Int)?
    while true {
      switch try cursor.next() {
      case .end:
        cursor.describe(&report)
        report.symbols = numbers.keys.sorted()
        if report.bars == 0, report.faultCount == 0 {
          report.add(BarImportFault(line: 0, column: "", message: "The file has no bars."))
        }
        return report
      case .faults(let faults):
        faults.forEach { report.add($0) }
      case .bar(let bar):
        let number: Int
        if let current, current.symbol == bar.symbol {
          number = current.number
        } else {
          number = numbers[bar.symbol] ?? numbers.count
          numbers[bar.symbol] = number
          current = (bar.symbol, number)
        }
        guard seen.insert(bar.session, of: number) else {
          report.add(
            BarImportFault(
              line: bar.line, column: "",
              message: "A second bar of \(bar.symbol) on \(bar.session)."))
          continue
        }
        report.bars += 1
        report.first = min(report.first ?? bar.session, bar.session)
        report.last = max(report.last ?? bar.session, bar.session)
      }
    }
  }

  public func reader() throws(StoreError) -> any BarImportReader { try BarFileReader(self) }
}

/// One bar of a file.
struct FileBar {
  let line: Int
  let symbol: Symbol
  let session: SessionDate
  /// Open, high, low, close, volume.
  let values: (Double, Double, Double, Double, Double)
}

/// Puts the bars of a file into blocks; sorts within a block, as a block's runs must be.
final class BarFileReader: BarImportReader {
  private let cursor: BarFileCursor

  init(_ file: BarFile) throws(StoreError) { cursor = try BarFileCursor(file) }

  func next(atMost rows: Int) throws(StoreError) -> BarBlock? {
    var bars: [FileBar] = []
    bars.reserveCapacity(rows)
    reading: while bars.count < rows {
      switch try cursor.next() {
      case .end: break reading
      case .bar(let bar): bars.append(bar)
      case .faults(let faults):
        throw StoreError(
          .conflict,
          "The file changed after it was checked: line \(faults[0].line), \(faults[0].message)",
          remedy: "Check it again and leave it alone until it is imported.")
      }
    }
    guard !bars.isEmpty else { return nil }
    bars.sort { ($0.symbol, $0.session) < ($1.symbol, $1.session) }
    return try Self.block(bars)
  }

  private static func block(_ bars: [FileBar]) throws(StoreError) -> BarBlock {
    var block = BarBlock()
    block.reserve(rows: bars.count, runs: 1)
    var start = 0
    while start < bars.count {
      let symbol = bars[start].symbol
      let end = bars[start...].firstIndex { $0.symbol != symbol } ?? bars.count
      let own = bars[start..<end]
      for (former, latter) in zip(own, own.dropFirst()) where former.session == latter.session {
        throw StoreError(
          .conflict, "The file changed after it was checked: a second bar of \(symbol).",
          remedy: "Check it again and leave it alone until it is imported.")
      }
      block.append(
        BarSeries(
          symbol: symbol, sessions: own.map(\.session), open: own.map(\.values.0),
          high: own.map(\.values.1), low: own.map(\.values.2), close: own.map(\.values.3),
          volume: own.map(\.values.4)))
      start = end
    }
    return block
  }
}
