public import Chronology
import HTTPTypes
import Market

/// Alpaca's historical bars as a function from request and time to answer.
///
/// `GET /v2/stocks/bars` with every parameter of the real one; trades, quotes and streams are left to
/// the stand-in for trading.
public final class AlpacaService: RehearsalService {
  /// What the service answers from.
  public let market: any RehearsedMarket
  /// Its requests, faults and time.
  public let ledger: RehearsalLedger
  private let options: AlpacaStandIn.Options
  private let control: FMPService

  /// Creates a service with a ledger of its own.
  public convenience init(market: any RehearsedMarket, options: AlpacaStandIn.Options) {
    self.init(
      market: market, options: options, ledger: RehearsalLedger(faults: options.faults))
  }

  init(market: any RehearsedMarket, options: AlpacaStandIn.Options, ledger: RehearsalLedger) {
    self.market = market
    self.options = options
    self.ledger = ledger
    // The control routes are the same for every stand-in.
    control = FMPService(market: market, options: FMPStandIn.Options(), ledger: ledger)
  }

  /// The last session that is shown.
  public var through: SessionDate { ledger.through ?? market.lastSession }

  public func answer(_ request: RehearsalRequest, now: Timestamp) -> RehearsalAnswer {
    if request.path.hasPrefix("/rehearsal/") { return control.control(request) }
    let shown = request.query.map { "\($0.name)=\($0.value)" }
    ledger.record(request.path + (shown.isEmpty ? "" : "?" + shown.joined(separator: "&")))
    guard request.headers[AlpacaText.keyField] == options.key,
      request.headers[AlpacaText.secretField] == options.secret
    else { return .json("{\"message\": \"unauthorized.\"}", status: 401) }
    let allowance = ledger.count(
      at: now, limit: options.callsPerMinute, window: .seconds(60))
    var answer =
      allowance.isGranted
      ? paid(request)
      : Self.refusal(429, 42_910_000, "too many requests.")
    answer.headers[AlpacaText.limitField] = String(options.callsPerMinute)
    answer.headers[AlpacaText.remainingField] = String(allowance.left)
    answer.headers[AlpacaText.resetField] = String(
      (allowance.freeAt.millisecondsSinceEpoch + 999) / 1000)
    return answer
  }

  private func paid(_ request: RehearsalRequest) -> RehearsalAnswer {
    let asked = request.headers[FMPText.faultField].flatMap(FMPFault.Kind.init)
    let fault = asked.map { FMPFault($0) } ?? ledger.nextFault(for: request.path)
    if let fault, let refusal = Self.refusal(fault) { return refusal }
    guard request.path == "/v2/stocks/bars" else {
      return Self.refusal(404, 40_410_000, "endpoint not found.")
    }
    let whole: RehearsalAnswer
    do {
      let question = try AlpacaQuestion(request, through: through, plan: options.plan)
      whole = .json(page(question))
    } catch {
      return Self.refusal(error.status, error.code, error.message)
    }
    guard let fault else { return whole }
    return FMPService.spoilt(whole, by: fault)
  }

  private static func refusal(_ status: Int, _ code: Int, _ message: String) -> RehearsalAnswer {
    .json("{\"code\": \(code), \"message\": \"\(message)\"}", status: status)
  }

  /// The answer that takes the place of the right one, in the service's own words.
  private static func refusal(_ fault: FMPFault) -> RehearsalAnswer? {
    switch fault.kind {
    case .throttle:
      var answer = refusal(429, 42_910_000, "too many requests.")
      if let seconds = fault.seconds { answer.headers[.retryAfter] = String(seconds) }
      return answer
    case .badKey: return refusal(401, 40_110_000, "request is not authorized")
    case .restrictedEndpoint, .restrictedSymbol, .restrictedLimit, .legacy:
      return refusal(403, 40_310_000, "subscription does not permit querying recent SIP data")
    case .errorObject: return refusal(422, 42_210_000, "something went wrong")
    case .serverError: return refusal(500, 50_010_000, "internal server error occurred")
    default: return FMPService.refusal(fault)
    }
  }

  // MARK: Pages

  /// Writes one page: symbol by symbol, then by time, at most `limit` rows over all symbols.
  private func page(_ question: AlpacaQuestion) -> [UInt8] {
    var out = ByteWriter(capacity: 256 + question.limit * 110)
    out.put("{\"bars\":{")
    var left = question.limit
    var next: (symbol: String, row: Int)?
    var hasSymbols = false
    for symbol in question.symbols where symbol >= question.start.symbol {
      var bars = question.bars(of: symbol, in: market, through: through)
      if question.isDescending { bars.reverse() }
      let first = symbol == question.start.symbol ? question.start.row : 0
      guard first < bars.count else { continue }
      guard left > 0 else {
        next = (symbol, first)
        break
      }
      if hasSymbols { out.put(UInt8(0x2C)) }
      hasSymbols = true
      out.put(quoted: symbol)
      out.put(":[")
      for row in first..<min(first + left, bars.count) {
        if row > first { out.put(UInt8(0x2C)) }
        write(bars[row], to: &out)
      }
      out.put(UInt8(0x5D))
      if first + left < bars.count {
        next = (symbol, first + left)
        break
      }
      left -= bars.count - first
    }
    out.put("},\"next_page_token\":")
    if let next {
      out.put(quoted: "\(next.row)|\(next.symbol)")
    } else {
      out.put("null")
    }
    out.put(UInt8(0x7D))
    return out.bytes()
  }

  private func write(_ bar: AlpacaQuestion.Bar, to out: inout ByteWriter) {
    out.put("{\"t\":\"")
    out.put(text: bar.begins.description)
    out.put("\",\"o\":")
    out.put(number: bar.open)
    out.put(",\"h\":")
    out.put(number: bar.high)
    out.put(",\"l\":")
    out.put(number: bar.low)
    out.put(",\"c\":")
    out.put(number: bar.close)
    out.put(",\"v\":")
    let volume = bar.volume.isFinite ? max(min(bar.volume, 9e18), 0) : 0
    out.put(integer: Int(volume))
    out.put(",\"n\":")
    out.put(integer: Int(volume / 100) + 1)
    out.put(",\"vw\":")
    out.put(number: ((bar.high + bar.low + bar.close) / 3 * 1e6).rounded() / 1e6)
    out.put(UInt8(0x7D))
  }
}

/// Header fields of the service.
enum AlpacaText {
  static let keyField = field("APCA-API-KEY-ID")
  static let secretField = field("APCA-API-SECRET-KEY")
  static let limitField = field("X-RateLimit-Limit")
  static let remainingField = field("X-RateLimit-Remaining")
  static let resetField = field("X-RateLimit-Reset")

  private static func field(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else {
      preconditionFailure("\(name) is a field name.")
    }
    return name
  }
}
