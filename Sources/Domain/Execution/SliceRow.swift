import Chronology
import Market

/// One row of a market frame as text: the shortest decimals that read back to the same bits.
///
/// Columns are separated by spaces, `-` stands for a missing value, and a column with nothing in it
/// is left out.
struct SliceRow: Codable {
  var at: Timestamp
  var on: SessionDate
  var every: BarInterval
  var symbols: String
  var o: String?
  var h: String?
  var l: String?
  var c: String?
  var v: String?

  init(_ slice: MarketSlice) throws {
    at = slice.closesAt
    on = slice.session
    every = slice.interval
    let tickers = slice.symbols.map(\.ticker)
    if let bad = tickers.first(where: { $0.isEmpty || $0.utf8.contains(0x20) }) {
      throw EncodingError.invalidValue(
        bad, .init(codingPath: [], debugDescription: "A symbol is a word without spaces."))
    }
    symbols = tickers.joined(separator: " ")
    func column(_ value: (Int) -> Double) -> String? {
      let values = (0..<slice.count).map(value)
      guard values.contains(where: { !$0.isNaN }) else { return nil }
      return values.map { $0.isNaN ? "-" : $0.description }.joined(separator: " ")
    }
    o = column(slice.open)
    h = column(slice.high)
    l = column(slice.low)
    c = column(slice.close)
    v = column(slice.volume)
  }

  /// The row as the only one of a frame.
  var slice: MarketSlice {
    get throws {
      let names = symbols.split(separator: " ").map { Symbol(String($0)) }
      func column(_ text: String?) throws -> [Double] {
        guard let text else { return Array(repeating: .nan, count: names.count) }
        let values = try text.split(separator: " ").map { word in
          if word == "-" { return Double.nan }
          guard let value = Double(word) else {
            throw DecodingError.dataCorrupted(
              .init(codingPath: [], debugDescription: "\(word) is not a number."))
          }
          return value
        }
        guard values.count == names.count else {
          throw DecodingError.dataCorrupted(
            .init(
              codingPath: [],
              debugDescription: "A row has \(names.count) symbols and \(values.count) values."))
        }
        return values
      }
      let frame = MarketFrame(
        symbols: names, interval: every, closesAt: [at], sessions: [on], open: try column(o),
        high: try column(h), low: try column(l), close: try column(c), volume: try column(v))
      return frame.slice(0)
    }
  }
}
