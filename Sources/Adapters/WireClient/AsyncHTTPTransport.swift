import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
public import Wire

/// Carries exchanges over HTTP/1.1 with connections that are kept and used again.
///
/// Redirects are refused, answers are read whole up to the request's limit and not a byte further
/// (one that announces more ends before its body), gzip is accepted and
/// refused when it unpacks to more than fifty times its size, and the request's timeout covers
/// everything up to the last byte of the answer.
public final class AsyncHTTPTransport: HTTPTransport {
  /// Bytes an answer may grow to for each byte received; market data in JSON packs about tenfold.
  private static let decompressionRatio = 50

  private let client: HTTPClient

  /// Creates a transport that verifies certificates against the system's roots.
  ///
  /// - Parameter connectTimeout: The longest time that opening a connection may take.
  public init(connectTimeout: Duration = .seconds(10)) {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: TimeAmount(connectTimeout)),
      decompression: .enabled(limit: .ratio(Self.decompressionRatio)))
    configuration.httpVersion = .http1Only
    // Retrying is the caller's business: a refused connection is reported at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Closes its connections; must be called once, before the transport goes away.
  ///
  /// - Throws: When a connection did not close cleanly.
  public func shutdown() async throws { try await client.shutdown() }

  public func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    let subject = Self.subject(of: request.head)
    guard let outgoing = Self.outgoing(request) else {
      throw HTTPExchangeError(.malformed, "\(subject) has no scheme or host.")
    }
    let answer = await race(outgoing, of: request, subject: subject)
    let response = try answer.get()
    if response.head.status.kind == .redirection, response.head.status.code != 304 {
      throw HTTPExchangeError(
        .redirected,
        "\(subject) was answered with a redirect (\(response.head.status.code)); redirects are not "
          + "followed.")
    }
    return response
  }

  /// Runs the exchange against the clock; the client's own deadline ends with the head of the answer.
  private func race(
    _ outgoing: HTTPClientRequest, of request: HTTPExchangeRequest, subject: String
  ) async -> Result<HTTPExchangeResponse, HTTPExchangeError> {
    await withTaskGroup(of: Result<HTTPExchangeResponse, HTTPExchangeError>.self) { group in
      group.addTask { [client] in
        do {
          let response = try await client.execute(outgoing, deadline: .distantFuture)
          let body = try await Self.collected(response, upTo: request.maximumResponseBytes)
          return .success(Self.incoming(response, body: body))
        } catch {
          return .failure(
            Self.failure(error, subject: subject, limit: request.maximumResponseBytes))
        }
      }
      group.addTask {
        do {
          try await Task.sleep(for: request.timeout)
        } catch {
          return .failure(HTTPExchangeError(.cancelled, "\(subject) was cancelled."))
        }
        return .failure(
          HTTPExchangeError(.timedOut, "\(subject) took longer than \(request.timeout)."))
      }
      defer { group.cancelAll() }
      let first = await group.next()
      return first ?? .failure(HTTPExchangeError(.cancelled, "\(subject) was cancelled."))
    }
  }

  private static func outgoing(_ request: HTTPExchangeRequest) -> HTTPClientRequest? {
    guard let scheme = request.head.scheme, let authority = request.head.authority else {
      return nil
    }
    var outgoing = HTTPClientRequest(url: "\(scheme)://\(authority)\(request.head.path ?? "/")")
    outgoing.method = HTTPMethod(rawValue: request.head.method.rawValue)
    for field in request.head.headerFields {
      outgoing.headers.add(name: field.name.rawName, value: field.value)
    }
    if request.head.headerFields[.acceptEncoding] == nil {
      outgoing.headers.add(name: "accept-encoding", value: "gzip")
    }
    if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
    return outgoing
  }

  /// Reads an answer's body, copied once; gives up as soon as it is, or says it is, too long.
  ///
  /// What was announced is reserved at once, so that a large body is not moved while it grows; an
  /// announcement beyond the limit ends the exchange before its first byte.
  private static func collected(
    _ response: HTTPClientResponse, upTo limit: Int
  ) async throws -> [UInt8] {
    let announced = response.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard announced <= limit else { throw NIOTooManyBytesError(maxBytes: limit) }
    var body: [UInt8] = []
    body.reserveCapacity(announced)
    for try await chunk in response.body {
      guard body.count + chunk.readableBytes <= limit else {
        throw NIOTooManyBytesError(maxBytes: limit)
      }
      body.append(contentsOf: chunk.readableBytesView)
    }
    return body
  }

  private static func incoming(
    _ response: HTTPClientResponse, body: [UInt8]
  ) -> HTTPExchangeResponse {
    var fields = HTTPFields()
    for (name, value) in response.headers {
      guard let name = HTTPField.Name(name) else { continue }
      fields.append(HTTPField(name: name, value: value))
    }
    let status = HTTPResponse.Status(
      code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase)
    return HTTPExchangeResponse(
      head: HTTPResponse(status: status, headerFields: fields), body: body)
  }

  /// Method, scheme, host and path, without the query: what a message may show.
  private static func subject(of head: HTTPRequest) -> String {
    let path = (head.path ?? "/").prefix { $0 != "?" }
    return "\(head.method.rawValue) \(head.scheme ?? "?")://\(head.authority ?? "?")\(path)"
  }

  private static func failure(
    _ error: any Error, subject: String, limit: Int
  ) -> HTTPExchangeError {
    switch error {
    case is CancellationError:
      return HTTPExchangeError(.cancelled, "\(subject) was cancelled.")
    case let error as HTTPClientError where error == .cancelled:
      return HTTPExchangeError(.cancelled, "\(subject) was cancelled.")
    case let error as HTTPClientError
    where error == .connectTimeout || error == .readTimeout || error == .deadlineExceeded:
      return HTTPExchangeError(.timedOut, "\(subject) got no answer in time.")
    case let error as HTTPClientError where error == .remoteConnectionClosed:
      return HTTPExchangeError(
        .unreachable, "\(subject): the server closed the connection before the answer was whole.")
    case let error as HTTPParserError where error == .invalidEOFState:
      return HTTPExchangeError(
        .unreachable, "\(subject): the server closed the connection before the answer was whole.")
    case let error as HTTPClientError:
      return HTTPExchangeError(.unreachable, "\(subject): \(error.shortDescription).")
    case is NIOTooManyBytesError:
      return HTTPExchangeError(.tooLarge, "\(subject) answered with more than \(limit) bytes.")
    case is HTTPParserError:
      return HTTPExchangeError(.malformed, "\(subject) did not answer in HTTP.")
    case is IOError, is ChannelError, is NIOConnectionError:
      return HTTPExchangeError(.unreachable, "\(subject): \(reason(error)).")
    case is NIOHTTPDecompression.DecompressionError:
      return HTTPExchangeError(
        .tooLarge,
        "\(subject): the answer is not gzip, or unpacks to more than \(decompressionRatio) times its "
          + "size.")
    default:
      // TLS failures come as types of their own.
      return HTTPExchangeError(.malformed, "\(subject): \(String(reflecting: type(of: error))).")
    }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      error.connectionErrors.first.map { "\($0.error)" } ?? "no address of the host answered"
    default: "\(error)"
    }
  }
}
