import Chronology
import Foundation
import HTTPTypes
import Market
import Rehearsal
import Testing

struct NoSuchDate: Error { let text: String }

func date(_ text: String) throws -> SessionDate {
  guard let date = SessionDate(text) else { throw NoSuchDate(text: text) }
  return date
}

/// A market of a few hundred listings and three years.
func smallMarket(
  seed: UInt64 = 7, symbols: Int = 400, years: Int = 3, faults: PlantedFaults = .none
) throws -> GeneratedMarket {
  try GeneratedMarket(
    seed: seed, symbols: symbols, years: years, through: date("2026-11-20"), faults: faults)
}

extension RehearsalService {
  /// Asks one path with the key `rehearsal`.
  func get(
    _ target: String, key: String = "rehearsal", at second: Int64 = 1_795_300_000,
    fault: String? = nil
  ) throws -> RehearsalAnswer {
    var headers = HTTPFields()
    headers[try #require(HTTPField.Name("apikey"))] = key
    if let fault { headers[try #require(HTTPField.Name("x-rehearsal-fault"))] = fault }
    return answer(
      RehearsalRequest(method: "GET", target: target, headers: headers),
      now: Timestamp(seconds: second))
  }

  func post(_ target: String, _ body: String) -> RehearsalAnswer {
    answer(
      RehearsalRequest(method: "POST", target: target, headers: [:], body: Array(body.utf8)),
      now: Timestamp(seconds: 1_795_300_000))
  }

  /// The rows of a path's answer.
  func rows(_ path: String) throws -> [[String: any Sendable]] {
    let answer = try get("/stable/" + path)
    #expect(answer.status == 200, "\(path)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(answer.body)) as? [[String: any Sendable]])
  }

  /// The lines of a bulk path's answer, the header first.
  func lines(_ path: String) throws -> [String] {
    let answer = try get("/stable/" + path)
    #expect(answer.headers[.contentType]?.hasPrefix("text/csv") == true)
    return String(decoding: answer.body, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

extension RehearsedBars {
  /// The bars as a series; only for bars that can be one.
  func series(of symbol: Symbol) -> BarSeries {
    BarSeries(
      symbol: symbol, sessions: days.map { SessionDate(day: $0) }, open: open, high: high, low: low,
      close: close, volume: volume)
  }
}
