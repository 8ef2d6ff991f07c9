import Connect
import Contract
import Market
import Warehouse

extension Platform {
  /// Coverage, findings, bars and ingestion.
  static let dataHandlers: [Handler] = [
    .one("coverage") { platform, call in try await platform.coverage(call) },
    .one("coverageStrip") { platform, call in
      try await platform.strip(ofUniverse: call.query["universe"])
    },
    .one("findings") { platform, call in try await platform.findings(call) },
    .many("findingTally") { platform, _ in try await platform.findingTally() },
    .one("repair", taking: RepairRequest.self) { platform, call, body in
      try await platform.repair(try call.id(), body, by: try call.signedIn())
    },
    .one("checkHealth") { platform, call in
      try await platform.checkHealth(by: try call.signedIn().account)
    },
    .many("universes") { platform, _ in
      try await platform.warehouse.universes().map {
        UniverseView(name: $0.name, title: $0.title, symbols: $0.symbols.map(\.ticker))
      }
    },
    .one("bars") { platform, call in try await platform.bars(call) },
    .one("ingest", taking: IngestRequest.self) { platform, call, body in
      try await platform.ingest(body, by: try call.signedIn())
    },
    .one("planIngest", taking: IngestRequest.self) { platform, _, body in
      try await platform.plan(body)
    },
  ]

  /// Single instruments, what changed and what was kept aside, the watchlist, the console and files.
  static let dataDeskHandlers: [Handler] = [
    .one("symbolDetail") { platform, call in
      try await platform.detail(of: try call.requiredSymbol())
    },
    .many("facts") { platform, call in try await platform.facts(call) },
    .one("members") { platform, call in try await platform.members(call) },
    .many("dataChanges") { platform, call in try await platform.dataChanges(call) },
    .many("quarantine") { platform, call in try await platform.quarantine(call) },
    .many("watchlist") { platform, _ in
      try await platform.warehouse.watchlist().map { WatchedSymbol(symbol: $0.ticker) }
    },
    .one("watch") { platform, call in
      try await platform.watch(try call.requiredSymbol(), by: try call.signedIn())
    },
    .one("unwatch") { platform, call in
      try await platform.unwatch(try call.requiredSymbol())
    },
    .many("tables") { platform, _ in try await platform.tables() },
    .one("ask", taking: SQLRequest.self) { platform, _, body in
      try await platform.ask(body)
    },
    .many("inbox") { platform, _ in try platform.folders.list(.inbox) },
    .one("takeIn", taking: ImportRequest.self) { platform, call, body in
      try await platform.takeIn(body, by: try call.signedIn())
    },
    .many("exports") { platform, _ in try platform.folders.list(.exports) },
    .one("exportTable", taking: ExportRequest.self) { platform, call, body in
      try await platform.export(body, by: try call.signedIn())
    },
    .many("backups") { platform, _ in try platform.folders.list(.backups) },
    .one("backUp") { platform, call in
      try await platform.backUp(by: try call.signedIn())
    },
  ]
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
