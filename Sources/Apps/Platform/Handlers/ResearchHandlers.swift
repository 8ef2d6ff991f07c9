import Contract
import Research
import Strategies
import Warehouse

extension Platform {
  /// Strategies, backtests, runs and trials.
  static let researchHandlers: [Handler] = [
    .many("strategies") { platform, _ in
      try await platform.shelf.all().map(StrategyView.init)
    },
    .one("checkSpecification", taking: SpecificationText.self) { _, _, body in
      do throws(SpecificationError) {
        let specification = try StrategySpecification(parsing: body.specification)
        return SpecificationCheck(hash: specification.contentHash, faults: [])
      } catch {
        return SpecificationCheck(hash: nil, faults: error.faults)
      }
    },
    .one("backtest", taking: BacktestRequest.self) { platform, call, body in
      try await platform.backtest(body, by: try call.signedIn())
    },
    .many("runs") { platform, call in
      let page = try call.page()
      let runs = try await platform.warehouse.runs(limit: page.limit, offset: page.offset)
      return try await platform.views(of: runs)
    },
    .one("run") { platform, call in
      let (record, report) = try await platform.report(of: try call.id())
      let view = try await platform.views(of: [record])[0]
      return RunDetail(view, specification: record.specification, report: report)
    },
    .many("trades") { platform, call in
      try await platform.report(of: try call.id()).report.fills.map(TradeView.init)
    },
    Handler(endpoint: "tearSheet", request: nil, answer: .file("text/html")) { platform, call in
      let (record, report) = try await platform.report(of: try call.id())
      let html = TearSheet.html(of: report, record: record)
      return .file(Array(html.utf8), mediaType: "text/html")
    },
    .one("reproduce") { platform, call in
      try await platform.reproduce(try call.id(), by: try call.signedIn())
    },
    .many("trials") { platform, call in
      let page = try call.page()
      return try await platform.warehouse.trials(limit: page.limit, offset: page.offset)
        .map(TrialView.init)
    },
  ]
}
