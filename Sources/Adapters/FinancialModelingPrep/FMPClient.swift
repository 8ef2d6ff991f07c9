import Chronology
import Foundation
import HTTPTypes
public import Market
public import Wire

/// Asks the service one endpoint at a time and turns answers into rows, refusals into errors.
///
/// The key travels in a header, never in an address; requests are paced by the transport.
public struct FMPClient: Sendable {
  /// The whole directory is under 10 MB, the largest bulk some tens of MB.
  static let maximumResponseBytes = 64 << 20
  private static let timeout = Duration.seconds(60)
  /// Rows that the free plan gives where a limit may be set.
  private static let lowestLimit = 5

  private let scheme: String
  private let authority: String
  private let basePath: String
  private let key: Secret
  private let transport: any HTTPTransport
  private let bulkPace: RateLimiter?

  /// Creates a client.
  ///
  /// - Parameters:
  ///   - baseURL: Such as `https://financialmodelingprep.com/stable`. Plain HTTP is accepted for this
  ///     machine only, so that the key never crosses a network in the open.
  ///   - key: The account's key.
  ///   - transport: How requests travel; wrap it in `PacedTransport` to keep to the account's rate.
  ///   - bulkPace: Holds the paths that end in `-bulk` apart, beside the account's rate; nil for no
  ///     gap of their own.
  /// - Throws: `unauthorized` when the key is empty or cannot stand in a header; `unreachable` when
  ///   the base URL is none.
  public init(
    baseURL: String, key: Secret, transport: any HTTPTransport, bulkPace: RateLimiter? = nil
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
    self.bulkPace = bulkPace
  }

  /// The body of the answer to one request, which is no refusal.
  ///
  /// - Throws: What `FMPRefusal` tells; `unreachable` and `cancelled` of the transport.
  func body<Row: FMPRow>(of endpoint: FMPEndpoint<Row>) async throws(MarketDataError) -> [UInt8] {
    let response = try await exchange(endpoint)
    if let refusal = FMPRefusal(
      response, isCSV: endpoint.isCSV, subject: endpoint.subject, key: key)
    {
      if case .parts = endpoint.paging, response.head.status.code == 400 { return [] }
      throw refusal.error
    }
    guard response.head.status.code == 200 else {
      throw MarketDataError(
        .malformed, "\(endpoint.subject) was answered with status \(response.head.status.code).")
    }
    return response.body
  }

  /// The rows of one answer.
  ///
  /// A limit that the plan does not cover is lowered once, and the answer says so.
  func answer<Row: FMPRow>(
    toOne endpoint: FMPEndpoint<Row>
  ) async throws(MarketDataError) -> FMPAnswer<Row> {
    var endpoint = endpoint
    var lowered: Int?
    let body: [UInt8]
    do {
      body = try await self.body(of: endpoint)
    } catch {
      guard error.code == .limitNotInPlan, let limit = endpoint.value(of: "limit"),
        Int(limit) ?? .max > Self.lowestLimit
      else { throw error }
      lowered = Self.lowestLimit
      endpoint = endpoint.with("limit", Self.lowestLimit)
      body = try await self.body(of: endpoint)
    }
    var decoder = FMPDecoder(Row.self, asked: endpoint.symbol?.ticker)
    do {
      if endpoint.isCSV {
        return body.starts(with: [0x5B]) ? FMPAnswer() : try decoder.csv(body)
      }
      var answer = try decoder.json(body)
      answer.loweredLimit = lowered
      return answer
    } catch {
      throw error.error(of: key.redacted(from: endpoint.subject), payload: body)
    }
  }

  private func exchange<Row: FMPRow>(
    _ endpoint: FMPEndpoint<Row>
  ) async throws(MarketDataError) -> HTTPExchangeResponse {
    let all = (endpoint.symbol.map { [("symbol", $0.ticker)] } ?? []) + endpoint.parameters
    let query = all.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    var head = HTTPRequest(
      method: .get, scheme: scheme, authority: authority,
      path: "\(basePath)/\(endpoint.path)" + (query.isEmpty ? "" : "?\(query)"))
    head.headerFields[Self.keyField] = key.reveal()
    head.headerFields[.accept] = endpoint.isCSV ? "text/csv" : "application/json"
    head.headerFields[.userAgent] = "qs"
    let request = HTTPExchangeRequest(
      head: head, timeout: Self.timeout, maximumResponseBytes: Self.maximumResponseBytes)
    if endpoint.path.hasSuffix("-bulk"), let bulkPace {
      do {
        try await bulkPace.acquire()
      } catch {
        throw MarketDataError(.cancelled, "\(endpoint.subject) was cancelled.")
      }
    }
    do {
      return try await transport.exchange(request)
    } catch {
      let code: MarketDataError.Code =
        switch error.code {
        case .timedOut, .unreachable: .unreachable
        case .cancelled: .cancelled
        case .tooLarge, .malformed, .redirected: .malformed
        }
      throw MarketDataError(code, "\(endpoint.subject): \(key.redacted(from: error.message))")
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
}
