import Chronology
import Market

/// What each symbol returned from close to close, splits and dividends included.
///
/// A return belongs to the row in which the symbol traded and goes back to its last close before. In
/// a row without a trade the symbol returned 0; before its first trade it has no return (NaN).
struct ReturnHistory: Sendable {
  private let symbolCount: Int
  /// Row-major; shape: rows × symbols.
  private let returns: [Double]

  /// Works out every return of `frame`.
  ///
  /// - Complexity: O(rows × symbols) once.
  init(of frame: MarketFrame, actions: [CorporateAction]) {
    symbolCount = frame.symbols.count
    var returns = [Double](repeating: .nan, count: frame.close.count)
    for index in frame.symbols.indices {
      let own = actions.filter { $0.symbol == frame.symbols[index] }
        .sorted { $0.effectiveOn < $1.effectiveOn }
      var next = 0
      var lastClose = Double.nan
      // What one share of the last close has become and has paid since then.
      var (shares, paid) = (1.0, 0.0)
      for row in 0..<frame.rows {
        while next < own.count, own[next].effectiveOn <= frame.sessions[row] {
          switch own[next].kind {
          case .split(let new, let old): shares *= new / old
          case .dividend(let amount, _): paid += shares * amount
          }
          next += 1
        }
        let close = frame.close[row * symbolCount + index]
        let place = row * symbolCount + index
        if lastClose.isNaN {
          (shares, paid) = (1, 0)
        } else if close.isNaN {
          returns[place] = 0
          continue
        } else {
          returns[place] = (close * shares + paid) / lastClose - 1
          (shares, paid) = (1, 0)
        }
        if !close.isNaN { lastClose = close }
      }
    }
    self.returns = returns
  }

  /// Returns what a book of these weights would have returned on each session up to `row`.
  ///
  /// - Parameters:
  ///   - weights: Fractions of equity, signed; shape: symbols.
  ///   - row: The newest row that is known; later ones are not looked at.
  ///   - limit: At most so many sessions, the newest ones.
  /// - Returns: Oldest first; only sessions on which every held symbol has a return.
  func book(of weights: [Double], upTo row: Int, limit: Int) -> [Double] {
    guard row >= 0 else { return [] }
    let held = weights.indices.filter { weights[$0] != 0 }
    var book: [Double] = []
    for row in max(0, row - limit + 1)...row {
      var sum = 0.0
      for index in held { sum += weights[index] * returns[row * symbolCount + index] }
      if sum.isFinite { book.append(sum) }
    }
    return book
  }
}
