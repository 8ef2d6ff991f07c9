import Chronology
import FinancialModelingPrep
import Market
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Measures turning the data vendor's answers into columns; one JSON line.
///
///     decode-bench [REPEATS]
///
/// 5000 bars of one symbol in JSON and the bars of 40,000 symbols in CSV, from bytes in memory to
/// sorted columns, checks and notes included. Rates are of processor time.
func measure(repeats: Int) async throws {
  let last = SessionDate(day: 20_000)
  let (rows, symbols) = (5000, 40_000)
  let answers = Answers(rows: rows, symbols: symbols, last: last)
  let provider = try FMPProvider(
    baseURL: "https://localhost/stable", key: Secret("none"), transport: answers,
    pageSize: rows + 1)

  var sum = 0.0
  var start = Gauge.processor
  for _ in 0..<(repeats * 10) {
    let fetched = try await provider.bars(of: "AAPL", over: SessionDate(day: 0)...last)
    sum += fetched.series.close[0] + Double(fetched.series.count)
  }
  let json = Gauge.processor - start
  start = Gauge.processor
  for _ in 0..<repeats {
    let day = try await provider.marketBars(on: last)
    sum += day.bars.close[0] + Double(day.bars.count)
  }
  let csv = Gauge.processor - start

  func rate(_ count: Int, _ seconds: Double) -> String {
    String((Double(count) / seconds).rounded())
  }
  let fields: [(String, String)] = [
    ("benchmark", "\"decode\""),
    ("json_rows_per_s", rate(rows * repeats * 10, json)),
    ("json_mb_per_s", rate(answers.bars.count * repeats * 10 / 1_000_000, json)),
    ("csv_rows_per_s", rate(symbols * repeats, csv)),
    ("csv_mb_per_s", rate(answers.market.count * repeats / 1_000_000, csv)),
    ("market_day_ms", String((csv / Double(repeats) * 10_000).rounded() / 10)),
    ("rss_peak_mb", String(Gauge.peakMegabytes)),
    ("sum", String(sum)),
  ]
  print("{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}")
}

let repeats = CommandLine.arguments.dropFirst().first.map { Int($0) ?? 0 } ?? 20
guard repeats > 0 else {
  print("usage: decode-bench [REPEATS]")
  exit(2)
}
try await measure(repeats: repeats)
