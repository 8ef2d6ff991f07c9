import Chronology
import Foundation
import HTTPTypes
import Market
import Wire

/// Asks the service and turns its answer into a value, or its refusal into an error.
struct AlpacaClient: Sendable {
  /// A page of 10,000 bars is some 1.2 MB, the list of assets some 10 MB.
  private static let maximumResponseBytes = 64 << 20
  private static let timeout = Duration.seconds(60)

  private let host: AlpacaHost
  private let key: Secret
  private let secret: Secret
  private let transport: any HTTPTransport
  private let clock: any WallClock

  init(
    host: AlpacaHost, key: Secret, secret: Secret, transport: any HTTPTransport,
    clock: any WallClock
  ) throws(MarketDataError) {
    for (name, value) in [("key", key), ("secret", secret)] {
      let isWritable = value.reveal().utf8.allSatisfy { (0x21...0x7E).contains($0) }
      guard !value.isEmpty, isWritable else {
        throw MarketDataError(
          .unauthorized, "The \(name) for Alpaca is missing or holds a blank; set it again.")
      }
    }
    self.host = host
    self.key = key
    self.secret = secret
    self.transport = transport
    self.clock = clock
  }

  /// Asks `path` and decodes its answer.
  func answer<Body: Decodable>(
    _ path: String, _ query: [(String, String)], as type: Body.Type
  ) async throws(MarketDataError) -> Body {
    let subject = "Alpaca \(path)"
    let response = try await exchange(path, query, subject: subject)
    let status = response.head.status.code
    guard status == 200 else { throw refusal(response, subject: subject) }
    do {
      return try JSONDecoder().decode(type, from: Data(response.body))
    } catch let error as DecodingError {
      throw Self.unreadable(response.body, error, subject: subject)
    } catch {
      throw MarketDataError(.malformed, "\(subject): the answer is not JSON.")
    }
  }

  private func exchange(
    _ path: String, _ query: [(String, String)], subject: String
  ) async throws(MarketDataError) -> HTTPExchangeResponse {
    let text = query.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    var head = HTTPRequest(
      method: .get, scheme: host.scheme, authority: host.authority,
      path: host.basePath + path + (text.isEmpty ? "" : "?\(text)"))
    head.headerFields[Self.keyField] = key.reveal()
    head.headerFields[Self.secretField] = secret.reveal()
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
      throw MarketDataError(code, "\(subject): \(redacted(error.message))")
    }
  }

  // MARK: Refusals

  private struct ErrorBody: Decodable {
    let code: Int?
    let message: String?
  }

  private func refusal(_ response: HTTPExchangeResponse, subject: String) -> MarketDataError {
    let status = response.head.status.code
    let words = Self.words(in: response.body)
    let said = words.map { " Alpaca says: “\(redacted($0))”" } ?? ""
    let lower = words?.lowercased() ?? ""
    let (code, meaning): (MarketDataError.Code, String) =
      switch status {
      case 401: (.unauthorized, "the key was refused")
      case 403 where lower.contains("subscription") || lower.contains("permit"):
        (.endpointNotInPlan, "the subscription does not cover this feed")
      // Anything else that is forbidden is the account's or the key's.
      case 402, 403: (.unauthorized, "the account may not ask this")
      case 404: (.noSuchEndpoint, "the path does not exist")
      case 400 where lower.contains("invalid symbol"), 422 where lower.contains("invalid symbol"):
        (.unknownSymbol, "the symbol is unknown")
      case 429: (.throttled, "the allowance is used up for now")
      case 504: (.unreachable, "the server did not answer in time")
      case 500...599: (.serverFault, "the server has a fault")
      default: (.malformed, "the request was refused")
      }
    return MarketDataError(
      code, "\(subject): \(meaning) (status \(status)).\(said)",
      retryAfter: status == 429 ? retryAfter(response.head.headerFields) : nil)
  }

  /// The message of an error; the first characters of anything else.
  private static func words(in body: [UInt8]) -> String? {
    guard !body.isEmpty else { return nil }
    do {
      let error = try JSONDecoder().decode(ErrorBody.self, from: Data(body))
      guard let message = error.message else { return nil }
      return excerpt(error.code.map { "\(message) (\($0))" } ?? message)
    } catch {
      return excerpt(String(decoding: body.prefix(2000), as: UTF8.self))
    }
  }

  /// How long to wait after a 429: what `Retry-After` says, or until the instant at which the
  /// allowance is refilled.
  private func retryAfter(_ fields: HTTPFields) -> Duration? {
    if let text = fields[.retryAfter], let seconds = Int(text), (0...86_400).contains(seconds) {
      return .seconds(seconds)
    }
    guard let text = fields[Self.resetField], let seconds = Int64(text) else { return nil }
    let wait = clock.now.duration(to: Timestamp(seconds: seconds))
    return (.zero...Duration.seconds(86_400)).contains(wait) ? wait : nil
  }

  private static func unreadable(
    _ body: [UInt8], _ error: DecodingError, subject: String
  ) -> MarketDataError {
    let place: ([any CodingKey]) -> String = { path in
      path.map { key in key.intValue.map { "row \($0 + 1)" } ?? key.stringValue }
        .joined(separator: ", ")
    }
    let isWhole = body.last { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let (code, reason): (MarketDataError.Code, String) =
      switch error {
      case .keyNotFound(let key, let context):
        (.schemaDrift, "there is no field \(key.stringValue) at \(place(context.codingPath))")
      case .valueNotFound(_, let context), .typeMismatch(_, let context):
        (.schemaDrift, "\(place(context.codingPath)) does not have the documented type")
      case .dataCorrupted(let context) where context.codingPath.isEmpty:
        isWhole == 0x7D || isWhole == 0x5D
          ? (.malformed, "the answer is not JSON") : (.truncated, "the answer breaks off")
      case .dataCorrupted(let context):
        (.schemaDrift, "\(place(context.codingPath)): \(context.debugDescription)")
      @unknown default:
        (.malformed, "the answer cannot be read")
      }
    return MarketDataError(
      code, "\(subject): \(reason).",
      quarantine: QuarantinedPayload(subject: subject, reason: reason, payload: body))
  }

  private func redacted(_ text: String) -> String {
    secret.redacted(from: key.redacted(from: text))
  }

  /// The first 160 characters on one line.
  private static func excerpt(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= 160 ? line : line.prefix(160) + "…"
  }

  /// Percent-encodes everything but letters, digits, `-`, `.`, `_` and `,`.
  private static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2C, 0x2D, 0x2E, 0x5F:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        encoded += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return encoded
  }

  private static let keyField = field("APCA-API-KEY-ID")
  private static let secretField = field("APCA-API-SECRET-KEY")
  private static let resetField = field("X-RateLimit-Reset")

  private static func field(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else {
      preconditionFailure("\(name) is a field name.")
    }
    return name
  }
}

/// Where a part of the service is.
struct AlpacaHost: Sendable {
  let scheme: String
  let authority: String
  let basePath: String

  /// - Throws: `unreachable` when the text is no address, or one that the keys would cross in the
  ///   open.
  init(_ baseURL: String) throws(MarketDataError) {
    guard let url = URLComponents(string: baseURL), let scheme = url.scheme,
      let host = url.host, !host.isEmpty, url.user == nil, url.query == nil,
      url.fragment == nil
    else {
      throw MarketDataError(
        .unreachable,
        "The base URL of Alpaca is “\(baseURL)”; write it as https://data.alpaca.markets.")
    }
    let isLocal = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    guard scheme == "https" || (scheme == "http" && isLocal) else {
      throw MarketDataError(
        .unreachable,
        "The base URL of Alpaca is “\(baseURL)”; it must begin with https, or the keys would cross "
          + "the network in the open.")
    }
    self.scheme = scheme
    authority = url.port.map { "\(host):\($0)" } ?? host
    basePath = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
  }
}
