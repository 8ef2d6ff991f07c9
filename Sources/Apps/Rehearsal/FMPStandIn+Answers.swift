import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

extension FMPStandIn {
  /// Answers one request, right or wrong.
  func respond(to request: Request, _ context: FMPStandInContext) async throws -> Response {
    let path = request.uri.path
    if path == "/rehearsal/faults" { return try await control(request) }
    let query = request.uri.queryParameters
    let parameters = query.filter { $0.key != "apikey" }.map { "\($0.key)=\($0.value)" }
    record(path + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")))
    if path.hasPrefix("/api/v3") || path.hasPrefix("/api/v4") {
      return .json(.forbidden, FMPText.legacy)
    }
    guard path.hasPrefix("/stable/") else { return .json(.notFound, "[]") }
    let endpoint = String(path.dropFirst("/stable/".count))

    let key = request.headers[FMPText.keyField] ?? query["apikey"].map(String.init) ?? ""
    guard options.keys.contains(key) else { return .json(.unauthorized, FMPText.badKey) }
    guard isWithinRate() else { return .json(.tooManyRequests, FMPText.limit) }
    let symbol = query["symbol"].map(String.init)
    if options.restrictedPaths.contains(endpoint) {
      return .refused(FMPText.restrictedEndpoint)
    }
    if let symbol, options.restrictedSymbols.contains(symbol) {
      return .refused(FMPText.restrictedSymbol)
    }
    let asked = request.headers[FMPText.faultField].flatMap(FMPFault.Kind.init)
    let fault = asked.map { FMPFault($0) } ?? nextFault(for: endpoint)

    let rows = try await catalog.rows(
      of: endpoint, symbol: symbol, from: query["from"].map(String.init),
      to: query["to"].map(String.init), limit: query["limit"].flatMap { Int($0) })
    switch rows {
    case .none: return .json(.notFound, "[]")
    case .refused(let words): return .json(.badRequest, "{\"Error Message\":\"\(words)\"}")
    case .rows(let rows):
      guard let fault else { return .json(.ok, FMPRows.text(of: rows)) }
      return try await spoiled(rows, by: fault, context)
    }
  }

  private func spoiled(
    _ rows: [FMPRows.Row], by fault: FMPFault, _ context: FMPStandInContext
  ) async throws -> Response {
    let whole = FMPRows.text(of: rows)
    switch fault.kind {
    case .delay:
      try await Task.sleep(for: .milliseconds(fault.milliseconds ?? 1000))
      return .json(.ok, whole)
    case .throttle:
      var response = Response.json(.tooManyRequests, FMPText.limit)
      if let seconds = fault.seconds { response.headers[.retryAfter] = String(seconds) }
      return response
    case .serverError:
      return .text(.serviceUnavailable, "Service Unavailable")
    case .cut:
      try await context.channel.close()
      return .json(.ok, whole)
    case .halfBody:
      let bytes = Array(whole.utf8)
      return Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(contentLength: bytes.count) { writer in
          try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
          try await context.channel.close()
        })
    case .stall:
      let bytes = Array(whole.utf8)
      return Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(contentLength: bytes.count) { writer in
          try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
          try await Task.sleep(for: .milliseconds(fault.milliseconds ?? 1000))
          try await writer.write(ByteBuffer(bytes: bytes.dropFirst(bytes.count / 2)))
          try await writer.finish(nil)
        })
    case .truncatedJSON:
      return .json(.ok, String(whole.prefix(whole.utf8.count / 2)))
    case .html:
      return .text(.ok, "<!DOCTYPE html><html><body>Just a moment...</body></html>")
    case .errorObject:
      return .json(.ok, "{\"Error Message\":\"Something went wrong\"}")
    case .restrictedEndpoint:
      return .refused(FMPText.restrictedEndpoint)
    case .restrictedSymbol:
      return .refused(FMPText.restrictedSymbol)
    case .badKey:
      return .json(.unauthorized, FMPText.badKey)
    case .redirect:
      return Response(status: .found, headers: [.location: "https://example.invalid/"])
    case .missingField:
      return .json(.ok, FMPRows.text(of: rows.map { $0.filter { $0.0 != "adjClose" } }))
    case .wrongSymbol:
      let strange = rows.map { row in
        row.map { $0.0 == "symbol" ? ("symbol", FMPRows.Value.text("ZZZZ")) : $0 }
      }
      return .json(.ok, FMPRows.text(of: strange))
    }
  }

  /// `POST` adds a JSON list of faults, `DELETE` removes those that wait.
  private func control(_ request: Request) async throws -> Response {
    switch request.method {
    case .post:
      let body = try await request.body.collect(upTo: 1 << 16)
      do {
        add(try JSONDecoder().decode([FMPFault].self, from: Data(body.readableBytesView)))
      } catch {
        let kinds = FMPFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        return .text(.badRequest, "Send a list like [{\"kind\":\"throttle\"}]; kinds: \(kinds).\n")
      }
      return Response(status: .noContent)
    case .delete:
      clearFaults()
      return Response(status: .noContent)
    default:
      return Response(status: .methodNotAllowed)
    }
  }
}

extension Response {
  /// An answer in JSON.
  static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// The answer to a request that the subscription does not cover: status 402 in plain text.
  static func refused(_ text: String) -> Response {
    .text(HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required"), text)
  }

  /// An answer in plain text.
  static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
