import Chronology
import Foundation
import HTTPTypes

extension FMPService {
  /// Answers a question, and lets go wrong what is to go wrong.
  func answer(_ question: FMPQuestion, spoiltBy fault: FMPFault?) -> RehearsalAnswer {
    if let fault, let refusal = Self.refusal(fault) { return refusal }
    let whole: RehearsalAnswer
    switch content(of: question, spoiltBy: fault?.kind) {
    case .none: return .json("[]", status: 404)
    case .refused(let words): return .json("{\"Error Message\":\"\(words)\"}", status: 400)
    case .restricted(let words): return .text(words, status: 402)
    case .rows(let rows): whole = .json(FMPRows.json(Self.spoilt(rows, by: fault?.kind)))
    case .table(let rows, let header):
      whole = .csv(FMPRows.csv(Self.spoilt(rows, by: fault?.kind), header: header))
    case .written(let answer): whole = answer
    }
    guard let fault else { return whole }
    return Self.spoilt(whole, by: fault)
  }

  /// The answer that takes the place of the right one; nil when the right one is spoilt instead.
  static func refusal(_ fault: FMPFault) -> RehearsalAnswer? {
    switch fault.kind {
    case .throttle:
      var answer = RehearsalAnswer.json(FMPText.limit, status: 429)
      if let seconds = fault.seconds { answer.headers[.retryAfter] = String(seconds) }
      return answer
    case .serverError: return .text("Service Unavailable", status: 503)
    case .gatewayError:
      return RehearsalAnswer(
        status: 502, type: "text/html", body: Array("<html><h1>502 Bad Gateway</h1></html>".utf8))
    case .html:
      return .text("<!DOCTYPE html><html><body>Just a moment...</body></html>", status: 200)
    case .errorObject: return .json("{\"Error Message\":\"Something went wrong\"}")
    case .restrictedEndpoint: return .text(FMPText.restrictedEndpoint, status: 402)
    case .restrictedSymbol: return .text(FMPText.restrictedSymbol, status: 402)
    case .restrictedLimit: return .text(FMPText.restrictedLimit, status: 402)
    case .legacy: return .json(FMPText.legacy, status: 403)
    case .badKey: return .json(FMPText.badKey, status: 401)
    case .redirect:
      var answer = RehearsalAnswer.text("", status: 302)
      answer.headers[.location] = "https://example.invalid/"
      return answer
    case .emptyBody: return .json("")
    case .delay, .cut, .halfBody, .stall, .truncatedJSON, .missingField, .renamedField,
      .wrongSymbol,
      .wrongShape, .endless:
      return nil
    }
  }

  /// The right answer, spoilt on its way.
  static func spoilt(_ whole: RehearsalAnswer, by fault: FMPFault) -> RehearsalAnswer {
    var answer = whole
    let wait = Duration.milliseconds(fault.milliseconds ?? 1000)
    switch fault.kind {
    case .delay: answer.delivery = .late(wait)
    case .cut: answer.delivery = .cut
    case .halfBody: answer.delivery = .half
    case .stall: answer.delivery = .stalled(wait)
    case .endless: answer.delivery = .endless
    case .truncatedJSON: answer.body = Array(whole.body.prefix(whole.body.count / 2))
    case .wrongShape: answer.body = Array("{\"historical\":".utf8) + whole.body + [0x7D]
    case .throttle, .serverError, .gatewayError, .html, .errorObject, .restrictedEndpoint,
      .restrictedSymbol, .restrictedLimit, .legacy, .badKey, .redirect, .emptyBody, .missingField,
      .renamedField, .wrongSymbol:
      break
    }
    return answer
  }

  /// Rows without their third field, with it renamed, or of another symbol.
  private static func spoilt(_ rows: [FMPRows.Row], by kind: FMPFault.Kind?) -> [FMPRows.Row] {
    switch kind {
    case .missingField:
      return rows.map { row in row.enumerated().filter { $0.offset != 2 }.map(\.element) }
    case .renamedField:
      return rows.map { row in
        row.enumerated().map { $0.offset == 2 ? ($0.element.0 + "New", $0.element.1) : $0.element }
      }
    case .wrongSymbol:
      return rows.map { row in row.map { $0.0 == "symbol" ? ("symbol", .text("ZZZZ")) : $0 } }
    default: return rows
    }
  }

  // MARK: Control

  /// Answers below `/rehearsal/`: what tests and people steer the stand-in with.
  func control(_ request: RehearsalRequest) -> RehearsalAnswer {
    switch (request.method, request.path) {
    case ("POST", "/rehearsal/faults"):
      do {
        ledger.add(try JSONDecoder().decode([FMPFault].self, from: Data(request.body)))
      } catch {
        let kinds = FMPFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        return .text("Send a list like [{\"kind\":\"throttle\"}]; kinds: \(kinds).\n", status: 400)
      }
      return .text("", status: 204)
    case ("DELETE", "/rehearsal/faults"):
      ledger.clearFaults()
      return .text("", status: 204)
    case ("GET", "/rehearsal/faults"): return encoded(ledger.waitingFaults)
    case ("GET", "/rehearsal/planted"): return encoded(market.planted)
    case ("GET", "/rehearsal/state"): return encoded(state)
    case ("POST", "/rehearsal/through"):
      do {
        ledger.through = try JSONDecoder().decode(Evening.self, from: Data(request.body)).session
      } catch {
        return .text("Send a session like {\"session\":\"2026-11-20\"}.\n", status: 400)
      }
      return encoded(state)
    case (_, "/rehearsal/faults"), (_, "/rehearsal/planted"), (_, "/rehearsal/state"),
      (_, "/rehearsal/through"):
      return .text("", status: 405)
    default: return .text("", status: 404)
    }
  }

  private struct Evening: Codable { let session: SessionDate }

  /// What `/rehearsal/state` tells.
  struct State: Codable {
    let through: SessionDate
    let firstSession: SessionDate
    let listings: Int
    let planted: Int
    let requests: Int
    let calls: Int
    let mostCallsInOneMinute: Int
    let callsRefused: Int
    let faultsWaiting: Int
  }

  var state: State {
    State(
      through: through, firstSession: market.firstSession, listings: market.listingCount,
      planted: market.planted.count, requests: ledger.requests.count, calls: ledger.calls.count,
      mostCallsInOneMinute: ledger.mostCalls(in: .seconds(60)), callsRefused: ledger.violations,
      faultsWaiting: ledger.waitingFaults.reduce(0) { $0 + $1.times })
  }

  private func encoded(_ value: some Encodable) -> RehearsalAnswer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return .json(Array(try encoder.encode(value)))
    } catch {
      return .text("The state cannot be written: \(error)\n", status: 500)
    }
  }
}
