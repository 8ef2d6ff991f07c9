import Trading

/// The last closes of many symbols, forward-filled: a ring of fixed length for each.
///
/// A symbol that did not trade repeats its last close, as zipline's price history does; before its
/// first close it has none. One flat allocation: symbols × length × 8 bytes.
struct PriceWindow: Sendable {
  let length: Int
  private let symbolCount: Int
  private var values: [Double]
  /// Where the next close of each symbol goes.
  private var next: [Int]
  private var counts: [Int]
  private var last: [Double]

  init(symbolCount: Int, length: Int) {
    precondition(length > 0, "A window holds at least one close.")
    self.length = length
    self.symbolCount = symbolCount
    values = Array(repeating: .nan, count: symbolCount * length)
    next = Array(repeating: 0, count: symbolCount)
    counts = Array(repeating: 0, count: symbolCount)
    last = Array(repeating: .nan, count: symbolCount)
  }

  /// Notes a close; NaN repeats the last one.
  mutating func append(_ close: Double, of symbol: Int) {
    let price = close.isFinite ? close : last[symbol]
    guard price.isFinite else { return }
    last[symbol] = price
    values[symbol * length + next[symbol]] = price
    next[symbol] = next[symbol] + 1 == length ? 0 : next[symbol] + 1
    if counts[symbol] < length { counts[symbol] += 1 }
  }

  /// The close `bars` bars before the newest one (0 is the newest); NaN when not that old yet.
  func close(of symbol: Int, barsAgo bars: Int) -> Double {
    guard bars < counts[symbol] else { return .nan }
    let place = next[symbol] - 1 - bars
    return values[symbol * length + (place < 0 ? place + length : place)]
  }

  /// Restates a symbol's closes on new terms.
  mutating func rescale(_ symbol: Int, by ratio: Double) {
    last[symbol] *= ratio
    for index in symbol * length..<(symbol + 1) * length { values[index] *= ratio }
  }

  func appendState(to bytes: inout StateBytes) {
    for symbol in 0..<symbolCount {
      bytes.append(counts[symbol])
      for bars in 0..<counts[symbol] { bytes.append(close(of: symbol, barsAgo: bars)) }
    }
  }
}
