import Foundation
import HTTPTypes
import Market
import Wire

/// Asks one path of the service and turns its answer into rows, or its refusal into an error.
struct FMPClient: Sendable {
  /// A page of 5000 bars is under 1 MB, the whole directory under 10 MB.
  private static let maximumResponseBytes = 64 << 20
  private static let timeout = Duration.seconds(60)

  private let scheme: String
  private let authority: String
  private let basePath: String
  private let key: Secret
  private let transport: any HTTPTransport

  init(
    baseURL: String, key: Secret, transport: any HTTPTransport
  ) throws(MarketDataError) {
    guard let url = URLComponents(string: baseURL), let scheme = url.scheme,
      let host = url.host, !host.isEmpty, url.user == nil, url.query == nil,
      url.fragment == nil
    else {
      throw MarketDataError(
        .unreachable,
        "The base URL of FMP is “\(baseURL)”; write it as https://financialmodelingprep.com/stable."
      )
    }
    let isLocal = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    guard scheme == "https" || (scheme == "http" && isLocal) else {
      throw MarketDataError(
        .unreachable,
        "The base URL of FMP is “\(baseURL)”; it must begin with https, or the key would cross the "
          + "network in the open.")
    }
    guard !key.isEmpty, key.reveal().utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw MarketDataError(
        .unauthorized, "The key for FMP is missing or holds a blank; set FMP_API_KEY.")
    }
    self.scheme = scheme
    self.authority = url.port.map { "\(host):\($0)" } ?? host
    self.basePath = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
    self.key = key
    self.transport = transport
  }

  /// Asks `path` and decodes the rows of its answer.
  ///
  /// - Parameters:
  ///   - parameters: Query parameters beside the symbol.
  ///   - symbol: The symbol asked for; every row must be of it. Nil for a directory.
  func rows<Row: FMPRow>(
    _ path: String, _ parameters: [(String, String)], of symbol: Symbol?, as type: Row.Type
  ) async throws(MarketDataError) -> [Row] {
    let subject = symbol.map { "FMP \(path) of \($0)" } ?? "FMP \(path)"
    let response = try await exchange(path, parameters, of: symbol, subject: subject)
    let isSuccess = response.head.status.code == 200
    if let refusal = FMPRefusal(response, subject: subject, key: key) { throw refusal.error }
    guard isSuccess else {
      throw MarketDataError(
        .malformed, "\(subject) was answered with status \(response.head.status.code).")
    }
    let rows: [Row]
    do {
      rows = try JSONDecoder().decode([Row].self, from: Data(response.body))
    } catch let error as DecodingError {
      throw MarketDataError(.malformed, "\(subject): \(Self.words(for: error)).")
    } catch {
      throw MarketDataError(.malformed, "\(subject): the answer is not JSON.")
    }
    if let symbol, let stranger = rows.first(where: { $0.symbol != symbol.ticker }) {
      throw MarketDataError(
        .malformed, "\(subject): the answer holds a row of “\(stranger.symbol.prefix(24))”.")
    }
    return rows
  }

  private func exchange(
    _ path: String, _ parameters: [(String, String)], of symbol: Symbol?, subject: String
  ) async throws(MarketDataError) -> HTTPExchangeResponse {
    let all = (symbol.map { [("symbol", $0.ticker)] } ?? []) + parameters
    let query = all.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    var head = HTTPRequest(
      method: .get, scheme: scheme, authority: authority,
      path: "\(basePath)/\(path)" + (query.isEmpty ? "" : "?\(query)"))
    head.headerFields[Self.keyField] = key.reveal()
    head.headerFields[.accept] = "application/json"
    head.headerFields[.userAgent] = "qs"
    let request = HTTPExchangeRequest(
      head: head, timeout: Self.timeout, maximumResponseBytes: Self.maximumResponseBytes)
    do {
      return try await transport.exchange(request)
    } catch {
      let code: MarketDataError.Code =
        switch error.code {
        case .timedOut, .unreachable: .unreachable
        case .cancelled: .cancelled
        case .tooLarge, .malformed, .redirected: .malformed
        }
      throw MarketDataError(code, "\(subject): \(key.redacted(from: error.message))")
    }
  }

  /// Percent-encodes everything but letters, digits, `-`, `.` and `_`.
  private static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        encoded += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return encoded
  }

  private static let keyField: HTTPField.Name = {
    guard let name = HTTPField.Name("apikey") else {
      preconditionFailure("apikey is a field name.")
    }
    return name
  }()

  private static func words(for error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { key in key.intValue.map { "row \($0 + 1)" } ?? key.stringValue }
        .joined(separator: ", ")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context.codingPath)) has no field \(key.stringValue)"
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      return "\(place(context.codingPath)) does not have the documented type"
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      return "the answer is not whole JSON"
    case .dataCorrupted(let context):
      return "\(place(context.codingPath)): \(context.debugDescription)"
    @unknown default:
      return "the answer cannot be read"
    }
  }
}
