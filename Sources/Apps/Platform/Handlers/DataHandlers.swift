import Connect
import Contract
import Market
import Warehouse

extension Platform {
  /// Coverage, findings, bars and ingestion.
  static let dataHandlers: [Handler] = [
    .one("coverage") { platform, _ in
      let counts = try await platform.health.findings()
        .reduce(into: [Symbol: Int]()) { $0[$1.symbol, default: 0] += 1 }
      let rows = try await platform.warehouse.coverage().map {
        CoverageView($0, calendar: platform.calendar, findings: counts[$0.symbol] ?? 0)
      }
      return CoveragePage(total: rows.count, rows: rows)
    },
    .one("findings") { platform, call in
      let symbol = try call.symbol()
      let rows = try await platform.health.findings()
        .filter { symbol == nil || $0.symbol == symbol }.map(FindingView.init)
      return FindingPage(total: rows.count, rows: rows)
    },
    .many("universes") { platform, _ in
      try await platform.warehouse.universes().map {
        UniverseView(name: $0.name, title: $0.title, symbols: $0.symbols.map(\.ticker))
      }
    },
    .one("bars") { platform, call in
      guard let symbol = try call.symbol() else {
        throw Refusal.invalid("symbol", "is missing.", remedy: "Name one.")
      }
      let range = try call.sessions()
      let word = try adjustment(call.query["adjustment"])
      let reading = try await platform.warehouse.bars(
        of: symbol, over: range, adjusted: Adjustment(word))
      return BarsView(reading, adjustment: word)
    },
    .one("ingest", taking: IngestRequest.self) { platform, call, body in
      try await platform.ingest(body, by: try call.signedIn())
    },
  ]

  private static func adjustment(_ text: String?) throws -> AdjustmentWord {
    guard let text else { return .splits }
    guard let word = AdjustmentWord(rawValue: text) else {
      throw Refusal.invalid(
        "adjustment", "is \"\(text.prefix(40))\".",
        remedy: "Choose \(AdjustmentWord.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return word
  }
}

extension Adjustment {
  init(_ word: AdjustmentWord) {
    self =
      switch word {
      case .raw: .raw
      case .splits: .splits
      case .totalReturn: .totalReturn
      }
  }
}
