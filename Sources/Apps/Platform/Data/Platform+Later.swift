import Contract
import Market
import Warehouse

extension Refusal {
  /// What another part of the desk still has to bring.
  static func later(_ what: String) -> Refusal {
    Refusal(
      503, "feature.unavailable", "This part is not there", detail: "QS cannot do \(what) yet.",
      remedy: "Update the server.")
  }
}

extension Platform {
  func coverage(_ call: Call) async throws -> CoveragePage {
    let page = try call.page()
    let rows = try await warehouse.coverage()
    return CoveragePage(
      total: rows.count,
      rows: rows.dropFirst(page.offset).prefix(page.limit).map {
        CoverageView($0, calendar: calendar, findings: 0)
      })
  }
  func strip(ofUniverse name: String?) async throws -> CoverageStrip {
    throw Refusal.later("strips")
  }
  func detail(of symbol: Symbol) async throws -> SymbolDetail { throw Refusal.later("details") }
  func dataChanges(_ call: Call) async throws -> [DataChangeView] {
    _ = try call.symbol()
    throw Refusal.later("changes")
  }
  func export(_ request: ExportRequest, by caller: Caller) async throws -> JobView {
    throw Refusal.later("exports")
  }
  func backUp(by caller: Caller) async throws -> JobView { throw Refusal.later("backups") }
}
