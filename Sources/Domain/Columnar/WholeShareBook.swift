import Chronology
import Trading

/// Cash and positions in whole shares, exact to the billionth of the currency.
///
/// The books of the event-driven engine count shares in billionths too; where every trade and every
/// split leaves whole shares, the same sums need no rounding but in the cost that a sale releases.
struct WholeShareBook {
  /// A dividend earned and not yet paid; negative when a short position owes it.
  struct Entitlement {
    let payDate: SessionDate
    let nanos: Int128
  }

  /// Beyond this many shares of one symbol the book gives up rather than overflow.
  static let mostShares = 1 << 55

  /// In billionths of the currency, like every amount here.
  private(set) var cash: Int128
  private(set) var realizedProfit: Int128 = 0
  private(set) var commissions: Int128 = 0
  private(set) var dividends: Int128 = 0
  private(set) var shares: [Int]
  private(set) var costs: [Int128]
  /// The symbols with shares, rising.
  private(set) var held: [Int] = []
  /// The last price of each symbol held; of no meaning for others.
  private(set) var marks: [Double]
  private var entitlements: [Entitlement] = []
  /// Whether a position outgrew what this book can hold.
  private(set) var hasOutgrown = false

  init(symbols: Int, capital: Money) {
    cash = capital.nanos
    shares = Array(repeating: 0, count: symbols)
    costs = Array(repeating: 0, count: symbols)
    marks = Array(repeating: .nan, count: symbols)
  }

  /// The value of the book at its marks.
  struct Value {
    var equity: Double
    var gross: Double
    var net: Double
  }

  /// Sums the positions in the order of their symbols, as the event-driven engine does.
  func value() -> Value {
    var value = Value(equity: Money(nanos: cash).double, gross: 0, net: 0)
    for symbol in held {
      let worth = Double(shares[symbol]) * marks[symbol]
      value.equity += worth
      value.gross += worth.magnitude
      value.net += worth
    }
    return value
  }

  /// Marks what is held to the closes of a row; a missing close leaves the mark.
  mutating func mark(to closes: [Double], from base: Int) {
    closes.withUnsafeBufferPointer { closes in
      for symbol in held {
        let close = closes[base + symbol]
        if close.isFinite { marks[symbol] = close }
      }
    }
  }

  /// Books a trade of `quantity` signed shares; `close` becomes the symbol's mark.
  mutating func post(_ quantity: Int, at price: Int128, of symbol: Int, close: Double) {
    let value = price * Int128(quantity)
    cash -= value
    let before = shares[symbol]
    let after = before + quantity
    if before == 0 || (before < 0) == (quantity < 0) {
      costs[symbol] += value
    } else if quantity.magnitude <= before.magnitude {
      let released = Self.part(of: costs[symbol], quantity.magnitude, in: before.magnitude)
      realizedProfit -= value + released
      costs[symbol] -= released
    } else {
      let opening = price * Int128(after)
      realizedProfit += opening - value - costs[symbol]
      costs[symbol] = opening
    }
    marks[symbol] = close
    setShares(after, of: symbol)
  }

  private static func part(of cost: Int128, _ part: UInt, in whole: UInt) -> Int128 {
    part == whole ? cost : productHalfEven(cost, Int128(part), over: Int128(whole))
  }

  private mutating func setShares(_ after: Int, of symbol: Int) {
    let before = shares[symbol]
    shares[symbol] = after
    if after.magnitude > Self.mostShares.magnitude { hasOutgrown = true }
    guard (before == 0) != (after == 0) else { return }
    let place = place(of: symbol)
    if after == 0 { held.remove(at: place) } else { held.insert(symbol, at: place) }
  }

  private func place(of symbol: Int) -> Int {
    var low = 0
    var high = held.count
    while low < high {
      let middle = (low + high) / 2
      if held[middle] < symbol { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Charges a commission for a trade in `symbol`.
  mutating func charge(_ nanos: Int128, for symbol: Int) {
    cash -= nanos
    commissions += nanos
    if shares[symbol] == 0 { realizedProfit -= nanos } else { costs[symbol] += nanos }
  }

  /// Notes the dividend that today's holders of `symbol` will be paid.
  mutating func entitle(to nanos: Int128, of symbol: Int, payDate: SessionDate) {
    guard shares[symbol] != 0 else { return }
    entitlements.append(
      Entitlement(payDate: payDate, nanos: nanos * Int128(shares[symbol])))
  }

  /// Pays every dividend due on `session` or before.
  mutating func payDividends(due session: SessionDate) {
    guard !entitlements.isEmpty else { return }
    for entitlement in entitlements where entitlement.payDate <= session {
      cash += entitlement.nanos
      dividends += entitlement.nanos
    }
    entitlements.removeAll { $0.payDate <= session }
  }

  /// Applies a split: whole shares stay, the fraction is paid out at the new basis in cents.
  mutating func split(_ symbol: Int, ratio: Double) {
    let before = shares[symbol]
    guard before != 0 else { return }
    marks[symbol] *= ratio
    let raw = Double(before) / ratio
    let whole = raw.rounded(.towardZero)
    let basis = (Money(nanos: costs[symbol]).double / Double(before) * ratio).roundedToCents
    let payment = ((raw - whole) * basis).roundedToCents
    guard whole.magnitude <= Double(Self.mostShares), let price = Price(rounding: basis),
      let paid = Money(rounding: payment)
    else {
      hasOutgrown = true
      return
    }
    costs[symbol] = price.nanos * Int128(whole)
    cash += paid.nanos
    setShares(Int(whole), of: symbol)
  }
}
