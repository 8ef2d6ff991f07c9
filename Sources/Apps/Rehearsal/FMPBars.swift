import Chronology
import Market

/// Writes bars the way the service writes them.
enum FMPBars {
  /// The four forms of an end-of-day history.
  enum Form {
    case full, light, unadjusted, dividendAdjusted

    init?(_ endpoint: String) {
      switch endpoint {
      case "historical-price-eod/full": self = .full
      case "historical-price-eod/light": self = .light
      case "historical-price-eod/non-split-adjusted": self = .unadjusted
      case "historical-price-eod/dividend-adjusted": self = .dividendAdjusted
      default: return nil
      }
    }
  }

  /// Writes the rows of a history as JSON, newest first, at most `limit`.
  ///
  /// - Parameter fault: May leave out or rename the close, or change the symbol.
  static func json(
    _ bars: RehearsedBars, ticker: String, form: Form, limit: Int, fault: FMPFault.Kind?
  ) -> [UInt8] {
    var out = ByteWriter(capacity: 64 + min(bars.count, limit) * 190)
    var head = ByteWriter()
    head.put("{\"symbol\":")
    head.put(quoted: fault == .wrongSymbol ? "ZZZZ" : ticker)
    head.put(",\"date\":\"")
    let start = head.bytes()
    let names = Names(form, fault)
    out.put(UInt8(0x5B))
    let shown = min(bars.count, limit)
    let isOdd = !bars.odd.isEmpty
    for step in 0..<shown {
      // The rows that the limit leaves out are the oldest in either order.
      let row = bars.isReversed ? bars.count - shown + step : bars.count - 1 - step
      out.put(start)
      out.put(day: bars.days[row])
      if isOdd, let oddity = bars.odd[row] {
        write(bars, row, oddity, names, to: &out)
      } else {
        write(bars, row, form, names, to: &out)
      }
      out.put(UInt8(0x2C))
    }
    if shown > 0 { out.dropLast() }
    out.put(UInt8(0x5D))
    return out.bytes()
  }

  /// The names of a form's fields, as they stand between values.
  private struct Names {
    var open: StaticString
    var high: StaticString
    var low: StaticString
    var close: StaticString
    let hasClose: Bool

    init(_ form: Form, _ fault: FMPFault.Kind?) {
      hasClose = fault != .missingField
      switch form {
      case .full:
        (open, high, low, close) = ("\",\"open\":", ",\"high\":", ",\"low\":", ",\"close\":")
      case .light: (open, high, low, close) = ("\",", "", "", "\"price\":")
      case .unadjusted, .dividendAdjusted:
        (open, high, low, close) = (
          "\",\"adjOpen\":", ",\"adjHigh\":", ",\"adjLow\":", ",\"adjClose\":"
        )
      }
      if fault == .renamedField {
        close = form == .light ? "\"last\":" : form == .full ? ",\"last\":" : ",\"closeAdjusted\":"
      }
    }
  }

  @inline(__always)
  private static func write(
    _ bars: RehearsedBars, _ row: Int, _ form: Form, _ names: Names, to out: inout ByteWriter
  ) {
    let close = bars.close[row]
    out.put(names.open)
    if form != .light {
      out.put(number: bars.open[row])
      out.put(names.high)
      out.put(number: bars.high[row])
      out.put(names.low)
      out.put(number: bars.low[row])
    }
    if names.hasClose {
      out.put(names.close)
      out.put(number: close)
    } else if form == .light {
      out.put("\"name\":\"\"")
    }
    out.put(",\"volume\":")
    volume(bars.volume[row], to: &out)
    if form == .full {
      out.put(",\"change\":")
      out.put(number: cents(close - bars.open[row]))
      out.put(",\"changePercent\":")
      out.put(number: cents((close / bars.open[row] - 1) * 100))
      // The service defines this vwap as the mean of high, low and close.
      out.put(",\"vwap\":")
      out.put(number: cents((bars.high[row] + bars.low[row] + close) / 3))
    }
    out.put(UInt8(0x7D))
  }

  @inline(__always)
  private static func cents(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  @inline(__always)
  private static func volume(_ value: Double, to out: inout ByteWriter) {
    if value == value.rounded(), abs(value) < 0x1p62 {
      out.put(integer: Int(value))
    } else {
      out.put(number: value)
    }
  }

  /// A row whose numbers are text, or whose close is a word.
  private static func write(
    _ bars: RehearsedBars, _ row: Int, _ oddity: RehearsedBars.Oddity, _ names: Names,
    to out: inout ByteWriter
  ) {
    func put(_ name: StaticString, _ value: Double, _ out: inout ByteWriter) {
      out.put(name)
      out.put(UInt8(0x22))
      out.put(number: value)
      out.put(UInt8(0x22))
    }
    put(names.open, bars.open[row], &out)
    put(names.high, bars.high[row], &out)
    put(names.low, bars.low[row], &out)
    switch oddity {
    case .textNumbers: put(names.close, bars.close[row], &out)
    case .word:
      out.put(names.close)
      out.put("\"N/A\"")
    }
    put(",\"volume\":", bars.volume[row], &out)
    out.put(UInt8(0x7D))
  }

  /// Writes a session of the whole market as CSV.
  static func csv(
    _ bars: RehearsedBars, adjusted: [Double], tickers: [String], fault: FMPFault.Kind?
  ) -> [UInt8] {
    var out = ByteWriter(capacity: 128 + bars.count * 90)
    switch fault {
    case .missingField: out.put("symbol,date,open,low,high,adjClose,volume\n")
    case .renamedField: out.put("symbol,date,open,low,high,last,adjClose,volume\n")
    default: out.put("symbol,date,open,low,high,close,adjClose,volume\n")
    }
    for row in 0..<bars.count {
      out.put(cell: fault == .wrongSymbol ? "ZZZZ" : tickers[row])
      out.put(UInt8(0x2C))
      out.put(day: bars.days[row])
      for value in [bars.open[row], bars.low[row], bars.high[row]] {
        out.put(UInt8(0x2C))
        out.put(number: value)
      }
      if fault != .missingField {
        out.put(UInt8(0x2C))
        if bars.odd[row] == .word { out.put("N/A") } else { out.put(number: bars.close[row]) }
      }
      out.put(UInt8(0x2C))
      out.put(number: adjusted[row])
      out.put(UInt8(0x2C))
      if !bars.volume[row].isNaN { volume(bars.volume[row], to: &out) }
      out.put(UInt8(0x0A))
    }
    return out.bytes()
  }
}
