import Contract
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Platform
import Server
import Testing

@Suite(.staged) struct PagesTests {
  private let stage: Stage
  private let files: URL

  init() throws {
    stage = try #require(Stage.current)
    files = stage.folder.appending(path: "dist")
    try FileManager.default.createDirectory(
      at: files.appending(path: "chunks"), withIntermediateDirectories: true)
    try write("<!doctype html>index", to: "index.html")
    try write("plain script", to: "main.js")
    try write("packed script", to: "main.js.gz")
    try write("chunk", to: "chunks/editor-ABCD2345.js")
    try write("hidden words", to: "../secret.txt")
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: files.appending(path: name))
  }

  private func get(_ target: String, _ fields: HTTPFields = [:]) async throws -> TestResponse {
    let responder = GatewayResponder(
      gateway: Gateway(platform: stage.platform, hosts: [], isTLS: false),
      pages: DashboardFiles(directory: files.path))
    return try await Application(responder: responder).test(.router) { client in
      try await client.executeRequest(uri: target, method: .get, headers: fields, body: nil)
    }
  }

  @Test(arguments: ["/", "/index.html", "/desk", "/runs/r1-abc"])
  func `a page that is no file is the index`(target: String) async throws {
    let response = try await get(target)

    #expect(String(buffer: response.body) == "<!doctype html>index")
    #expect(response.headers[.cacheControl] == "no-cache")
    #expect(response.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
  }

  @Test func `a file is sent compressed to who takes it so`() async throws {
    let plain = try await get("/main.js")
    let packed = try await get("/main.js", [.acceptEncoding: "gzip, br"])

    #expect(String(buffer: plain.body) == "plain script")
    #expect(plain.headers[.contentEncoding] == nil)
    #expect(String(buffer: packed.body) == "packed script")
    #expect(packed.headers[.contentEncoding] == "gzip")
    #expect(packed.headers[.contentType] == "text/javascript; charset=utf-8")
  }

  @Test func `a file with a hash in its name may be kept`() async throws {
    let response = try await get("/chunks/editor-ABCD2345.js")

    #expect(response.headers[.cacheControl]?.contains("immutable") == true)
  }

  @Test func `an unchanged file is not sent again`() async throws {
    let tag = try #require(try await get("/main.js").headers[.eTag])

    let again = try await get("/main.js", [.ifNoneMatch: tag])

    #expect(again.status == .notModified)
    #expect(again.body.readableBytes == 0)
  }

  @Test(arguments: [
    "/../secret.txt", "/%2e%2e/secret.txt", "/chunks/..%2f..%2fsecret.txt", "/..%5csecret.txt",
    "/main.js.map", "/nothing.js", "//main.js",
  ])
  func `what is no file of the dashboard is not given`(target: String) async throws {
    let response = try await get(target)

    #expect((400..<500).contains(response.status.code))
    #expect(!String(buffer: response.body).contains("hidden words"))
  }

  @Test func `the dashboard's origin carries the API with the same checks`() async throws {
    #expect(try await get("/api/health").status == .ok)
    #expect(try await get("/api/status").status == .unauthorized)
    #expect(
      try await get("/api/status", [.cookie: "qs_session=\(try stage.token(.viewer))"]).status
        == .ok)
  }

  @Test func `the documents need a session`() async throws {
    for target in ["/openapi.json", "/docs"] {
      #expect(try await get(target).status == .unauthorized)
      let response = try await get(target, [.authorization: "Bearer \(try stage.token(.viewer))"])
      #expect(response.status == .ok)
      #expect(response.body.readableBytes > 10_000)
    }
  }

  @Test func `the documentation names every endpoint and loads nothing`() async throws {
    let page = String(
      buffer: try await get("/docs", [.authorization: "Bearer \(try stage.token(.viewer))"]).body)

    for endpoint in Endpoint.all { #expect(page.contains("id=\"\(endpoint.name)\"")) }
    #expect(!page.contains("<script"))
    #expect(!page.contains("http://"))
    #expect(!page.contains("https://"))
  }

  @Test func `without a built dashboard it says how to build one`() async throws {
    let gateway = Gateway(platform: stage.platform, hosts: [], isTLS: false)
    let pages = DashboardFiles(directory: "/nonexistent")

    let answer = await pages.page(
      for: GatewayRequest(
        method: "GET", target: "/", authority: "localhost", fields: [:], address: "1", id: "r"
      ) { _ in [] }, through: gateway)

    #expect(answer?.status == 503)
  }

  @Test func `a host that is not ours gets no page either`() async throws {
    let gateway = Gateway(platform: stage.platform, hosts: [], isTLS: false)
    let pages = DashboardFiles(directory: files.path)

    let answer = await pages.page(
      for: GatewayRequest(
        method: "GET", target: "/", authority: "evil.example", fields: [:], address: "1", id: "r"
      ) { _ in [] }, through: gateway)

    #expect(answer?.status == 421)
  }
}
