import Foundation
import HTTPTypes
import Platform

/// The built dashboard's files, held in memory with their entity tags and compressed siblings.
///
/// A path that is no file gets the index page: the dashboard's own router knows it.
public struct DashboardFiles: PageSource {
  struct File: Sendable {
    var plain: [UInt8]
    var gzip: [UInt8]?
    var brotli: [UInt8]?
    let mediaType: String
    let tag: String
    /// Whether the name holds a hash of the contents, so that it may be kept for ever.
    let isImmutable: Bool
  }

  private let files: [String: File]

  /// Reads the folder; without one there is only a page that says how to build it.
  ///
  /// - Parameter limit: The most bytes that are read; what comes after is left out.
  public init(directory: String, limit: Int = 256 << 20) {
    files = Self.read(directory, limit: limit)
  }

  /// Whether there is a dashboard to serve.
  public var isBuilt: Bool { files["index.html"] != nil }

  public func page(for request: GatewayRequest, through gateway: Gateway) async -> GatewayAnswer? {
    let path = request.target.prefix { $0 != "?" }
    if path == "/api" || path.hasPrefix("/api/") || path == "/openapi.json" || path == "/docs" {
      return nil
    }
    do {
      try gateway.origins.checkHost(request.authority)
      guard request.method == "GET" || request.method == "HEAD" else {
        throw Refusal(
          405, "method.wrong", "The path has no such method",
          detail: "The dashboard's files are read only.", remedy: "Use GET.")
      }
      let target = try path == "/" ? nil : RequestTarget(String(path))
      let name = target?.segments.joined(separator: "/") ?? "index.html"
      let isPage = target == nil || !(name.split(separator: "/").last ?? "").contains(".")
      guard let file = files[name] ?? (isPage ? files["index.html"] : nil) else {
        guard isPage else {
          throw Refusal.missing(
            "file", name, remedy: "Build the dashboard again, or reload the page.")
        }
        return Self.unbuilt
      }
      return answer(file, to: request)
    } catch {
      return gateway.answer(Refusal.describing(error), to: request)
    }
  }

  private func answer(_ file: File, to request: GatewayRequest) -> GatewayAnswer {
    var fields = Gateway.guarding
    fields[.contentSecurityPolicy] = Self.policy
    fields[.contentType] = file.mediaType
    fields[.eTag] = file.tag
    fields[.cacheControl] = file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache"
    fields[.vary] = "Accept-Encoding"
    if request.fields[.ifNoneMatch]?.contains(file.tag) == true {
      return GatewayAnswer(status: 304, fields: fields, body: .bytes([]), account: nil)
    }
    let accepted = request.fields[.acceptEncoding] ?? ""
    var body = file.plain
    if let brotli = file.brotli, accepted.contains("br") {
      body = brotli
      fields[.contentEncoding] = "br"
    } else if let gzip = file.gzip, accepted.contains("gzip") {
      body = gzip
      fields[.contentEncoding] = "gzip"
    }
    return GatewayAnswer(
      status: 200, fields: fields, body: .bytes(request.method == "HEAD" ? [] : body), account: nil)
  }

  /// Scripts, styles, fonts and calls from this origin only; the editor writes style elements.
  static let policy = """
    default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
    """

  private static let unbuilt: GatewayAnswer = {
    var fields = Gateway.guarding
    fields[.contentType] = "text/html; charset=utf-8"
    let text = """
      <!doctype html><html lang="en"><title>QS</title><body><h1>The dashboard is not built</h1>
      <p>Build it with <code>./start.sh</code>, then reload this page. The API works without it.</p>
      """
    return GatewayAnswer(status: 503, fields: fields, body: .bytes(Array(text.utf8)), account: nil)
  }()
}
