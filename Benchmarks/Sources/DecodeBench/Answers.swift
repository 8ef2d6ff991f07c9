import Chronology
import HTTPTypes
import Wire

/// Answers made once and handed out again: decoding is measured, not a network.
struct Answers: HTTPTransport {
  let bars: [UInt8]
  let market: [UInt8]

  /// - Parameters:
  ///   - rows: Sessions of the one symbol whose bars are asked for.
  ///   - symbols: Rows of the whole market's table.
  init(rows: Int, symbols: Int, last: SessionDate) {
    bars = Array(Self.history(rows: rows, last: last).utf8)
    market = Array(Self.table(symbols: symbols, on: last).utf8)
  }

  func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    let isBulk = request.head.path?.contains("eod-bulk") == true
    return HTTPExchangeResponse(
      head: HTTPResponse(status: .ok), body: isBulk ? market : bars)
  }

  /// Newest first, prices with two to four decimals, as the service writes them.
  private static func history(rows: Int, last: SessionDate) -> String {
    var text = "["
    for row in 0..<rows {
      let price = (100_000 + (row * 7919) % 90_000, row % 2 == 0 ? 10_000.0 : 100.0)
      func written(_ shift: Int) -> String { "\(Double(price.0 + shift) / price.1)" }
      text += row == 0 ? "" : ","
      text += "{\"symbol\":\"AAPL\",\"date\":\"\(last.advanced(by: -row))\","
      text += "\"adjOpen\":\(written(0)),\"adjHigh\":\(written(151)),\"adjLow\":\(written(-212)),"
      text += "\"adjClose\":\(written(17)),\"volume\":\(1_000_000 + row * 7907)}"
    }
    return text + "]"
  }

  private static func table(symbols: Int, on session: SessionDate) -> String {
    var text = "symbol,date,open,high,low,close,adjClose,volume\n"
    for row in 0..<symbols {
      // No order, so that sorting by symbol is measured too.
      let number = (row * 7919) % symbols
      let price = Double(100 + number % 90_000) / 100
      text += "S\(number),\(session),\(price),\(price + 1),\(price),\(price + 0.5),\(price + 0.5),"
      text += "\(1000 + number * 13)\n"
    }
    return text
  }
}
