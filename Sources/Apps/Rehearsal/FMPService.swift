public import Chronology
import Foundation
import HTTPTypes
import Market

/// Financial Modeling Prep's stable API as a function from request and time to answer.
///
/// The same core stands behind a socket (`FMPStandIn`) and inside a test (`RehearsalTransport`), so that
/// thousands of sequences of faults run in seconds.
public final class FMPService: RehearsalService {
  /// What the service answers from.
  public let market: any RehearsedMarket
  /// Its requests, faults and time.
  public let ledger: RehearsalLedger
  let options: FMPStandIn.Options
  let reports: FMPReports

  /// Creates a service with a ledger of its own.
  public convenience init(market: any RehearsedMarket, options: FMPStandIn.Options) {
    self.init(
      market: market, options: options, ledger: RehearsalLedger(faults: options.faults))
  }

  init(market: any RehearsedMarket, options: FMPStandIn.Options, ledger: RehearsalLedger) {
    self.market = market
    self.options = options
    self.ledger = ledger
    reports = FMPReports(market: market)
  }

  /// The last session that is shown.
  public var through: SessionDate { ledger.through ?? market.lastSession }

  /// What a path has to say before anything goes wrong with it.
  enum Content {
    case rows([FMPRows.Row])
    /// Rows of a bulk path; the names stand in for those of a first row.
    case table([FMPRows.Row], header: [String])
    /// Written already.
    case written(RehearsalAnswer)
    /// A parameter is wrong or missing.
    case refused(String)
    /// The plan does not cover it: 402 with this text.
    case restricted(String)
    /// There is no such path.
    case none
  }

  public func answer(_ request: RehearsalRequest, now: Timestamp) -> RehearsalAnswer {
    if request.path.hasPrefix("/rehearsal/") { return control(request) }
    let shown = request.query.filter { $0.name != "apikey" }.map { "\($0.name)=\($0.value)" }
    ledger.record(request.path + (shown.isEmpty ? "" : "?" + shown.joined(separator: "&")))
    if request.path.hasPrefix("/api/v3") || request.path.hasPrefix("/api/v4") {
      return .json(FMPText.legacy, status: 403)
    }
    guard request.path.hasPrefix("/stable/") else { return .json("[]", status: 404) }
    let endpoint = String(request.path.dropFirst("/stable/".count))

    let key = request.headers[FMPText.keyField] ?? request.value("apikey") ?? ""
    guard options.keys.contains(key) else { return .json(FMPText.badKey, status: 401) }
    let allowance = ledger.count(at: now, limit: options.limit, window: options.window)
    guard allowance.isGranted else { return .json(FMPText.limit, status: 429) }
    let symbol = request.value("symbol")
    if options.restrictedPaths.contains(endpoint) || !options.plan.covers(endpoint) {
      return .text(FMPText.restrictedEndpoint, status: 402)
    }
    if let symbol, options.restrictedSymbols.contains(symbol) {
      return .text(FMPText.restrictedSymbol, status: 402)
    }
    let asked = request.headers[FMPText.faultField].flatMap(FMPFault.Kind.init)
    let fault = asked.map { FMPFault($0) } ?? ledger.nextFault(for: endpoint)
    return answer(FMPQuestion(request, endpoint: endpoint, now: now), spoiltBy: fault)
  }

  /// What the service has for a path, by group.
  func content(of question: FMPQuestion, spoiltBy fault: FMPFault.Kind?) -> Content {
    let groups: [(FMPQuestion) -> Content] = [
      { self.prices($0, spoiltBy: fault) }, directory, actions, quotes, companies, calendar,
      otherMarkets,
    ]
    for group in groups {
      let content = group(question)
      if case .none = content { continue }
      return content
    }
    return .none
  }
}

/// A request below `stable/`, read.
struct FMPQuestion {
  let endpoint: String
  let symbol: String?
  let request: RehearsalRequest
  let now: Timestamp

  init(_ request: RehearsalRequest, endpoint: String, now: Timestamp) {
    self.request = request
    self.endpoint = endpoint
    self.now = now
    symbol = request.value("symbol")
  }

  /// The symbols of a list parameter.
  var symbols: [String] {
    (request.value("symbols") ?? "").split(separator: ",").map(String.init)
  }

  func number(_ name: String) -> Int? { request.value(name).flatMap { Int($0) } }

  func isTrue(_ name: String) -> Bool { request.value(name)?.lowercased() == "true" }

  /// A date parameter; `refused` when it is there and is no date.
  func date(_ name: String) throws(BadDate) -> SessionDate? {
    guard let text = request.value(name), !text.isEmpty else { return nil }
    guard let date = SessionDate(text) else { throw BadDate() }
    return date
  }

  struct BadDate: Error {}

  /// The rows of one page.
  func page<Element>(_ rows: [Element], size: Int) -> [Element] {
    let limit = max(min(number("limit") ?? size, size), 0)
    let first = max(number("page") ?? 0, 0) * limit
    return first < rows.count ? Array(rows[first..<min(first + limit, rows.count)]) : []
  }
}
