import Chronology
import Market

extension RehearsedBars {
  /// States prices and volumes in the terms of the last action; rows stand oldest first.
  ///
  /// A dividend multiplies earlier prices by one less its share of the close before its ex-date, as
  /// CRSP's price factor does.
  ///
  /// - Parameter actions: Splits and dividends, oldest first.
  mutating func adjust(for actions: [CorporateAction], dividends: Bool) {
    guard !actions.isEmpty else { return }
    var price = 1.0
    var shares = 1.0
    var next = actions.count - 1
    for row in days.indices.reversed() {
      while next >= 0, actions[next].effectiveOn.day > days[row] {
        switch actions[next].kind {
        case .split(let new, let old):
          price *= old / new
          shares *= new / old
        case .dividend(let amount, _):
          let factor = 1 - amount / close[row]
          if dividends, factor > 0, factor < 1 { price *= factor }
        }
        next -= 1
      }
      guard price != 1 || shares != 1 else { continue }
      func adjusted(_ value: Double) -> Double { (value * price * 1e8).rounded() / 1e8 }
      open[row] = adjusted(open[row])
      high[row] = adjusted(high[row])
      low[row] = adjusted(low[row])
      close[row] = adjusted(close[row])
      volume[row] = (volume[row] * shares).rounded()
    }
  }

  /// Keeps the rows of the days from `first` to `last`.
  mutating func cut(to days: ClosedRange<SessionDate>) {
    while let last = self.days.last, last > days.upperBound.day { remove(rows: count - 1..<count) }
    let from = self.days.firstIndex { $0 >= days.lowerBound.day } ?? count
    if from > 0 { remove(rows: 0..<from) }
  }
}
