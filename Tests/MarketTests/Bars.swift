import Chronology
import Market

/// Builds a series of raw bars on consecutive days from `first`; open, high and low equal the close.
func bars(
  _ symbol: Symbol = "ABC", from first: String, closes: [Double], volume: Double = 1000
) throws -> BarSeries {
  guard let start = SessionDate(first) else { throw AdjustmentTestFault.noDate(first) }
  return BarSeries(
    symbol: symbol, sessions: closes.indices.map { start.advanced(by: $0) }, open: closes,
    high: closes, low: closes, close: closes,
    volume: closes.map { $0.isNaN ? .nan : volume })
}

enum AdjustmentTestFault: Error { case noDate(String) }

/// Returns the date that `text` names; tests only write dates that exist.
func date(_ text: String) throws -> SessionDate {
  guard let date = SessionDate(text) else { throw AdjustmentTestFault.noDate(text) }
  return date
}
