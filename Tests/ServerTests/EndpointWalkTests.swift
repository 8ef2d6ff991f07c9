import Contract
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Testing

/// Walks every endpoint of the contract: whoever adds one is tested without adding a test.
@Suite struct EndpointWalkTests {
  private static let guarded = Endpoint.all.filter { $0.permission != .open }.map(\.name)
  private static let withBody = Endpoint.all.filter { $0.request != nil }.map(\.name)
  private static let changing = Endpoint.all.filter { $0.method != .get }.map(\.name)

  private func endpoint(_ name: String) throws -> Endpoint { try #require(Endpoint.named(name)) }

  private func body(_ endpoint: Endpoint) -> String? { endpoint.request == nil ? nil : "{}" }

  /// A role that may call it.
  private func role(_ endpoint: Endpoint) -> RoleWord {
    RoleWord.allCases.first(where: endpoint.permission.roles.contains) ?? .admin
  }

  @Test func `every endpoint has a handler of its types, and every handler an endpoint`() {
    #expect(Set(Platform.handlers.keys) == Set(Endpoint.all.map(\.name)))
    for endpoint in Endpoint.all {
      guard let handler = Platform.handlers[endpoint.name] else { continue }
      #expect(
        handler.request.map { "\($0)" } == endpoint.request.map { "\($0)" }, "\(endpoint.name)")
      #expect("\(handler.answer)" == "\(endpoint.answer)", "\(endpoint.name)")
    }
  }

  @Test func `no two endpoints share a name or a method and path`() {
    #expect(Set(Endpoint.all.map(\.name)).count == Endpoint.all.count)
    #expect(Set(Endpoint.all.map { "\($0.method) \($0.path)" }).count == Endpoint.all.count)
  }

  @Test(arguments: guarded)
  func `without a session it answers 401`(name: String) async throws {
    let endpoint = try endpoint(name)

    let response = try await Stage.shared.value.send(
      endpoint.method.rawValue, endpoint.example, body: body(endpoint))

    #expect(response.status == .unauthorized)
    let problem = try Stage.problem(response)
    #expect(problem.code == "session.missing")
    #expect(!problem.remedy.isEmpty)
    #expect(!problem.request.isEmpty)
  }

  @Test(arguments: guarded)
  func `with an unknown, made-up or signed-out secret it answers 401`(name: String) async throws {
    let endpoint = try endpoint(name)

    for secret in [String(repeating: "0", count: 64), "x", "' OR 1=1 --"] {
      let response = try await Stage.shared.value.send(
        endpoint.method.rawValue, endpoint.example, token: secret, body: body(endpoint))
      #expect(response.status == .unauthorized)
    }
  }

  @Test(arguments: guarded)
  func `with the wrong role it answers 403`(name: String) async throws {
    let endpoint = try endpoint(name)
    let stage = try await Stage.shared.value

    for role in RoleWord.allCases where !endpoint.permission.roles.contains(role) {
      let response = try await stage.send(
        endpoint.method.rawValue, endpoint.example, token: try stage.token(role),
        body: body(endpoint))
      #expect(response.status == .forbidden, "\(role)")
      #expect(try Stage.problem(response).code == "permission.missing")
    }
  }

  @Test(arguments: changing)
  func `a change set off by another site is refused`(name: String) async throws {
    let endpoint = try endpoint(name)
    let stage = try await Stage.shared.value
    let cookie = "qs_session=\(try stage.token(role(endpoint)))"
    let origin = try #require(HTTPField.Name("Origin"))
    let site = try #require(HTTPField.Name("Sec-Fetch-Site"))

    for fields in [
      [.cookie: cookie, origin: "http://evil.example"], [.cookie: cookie, origin: "null"],
      [.cookie: cookie, origin: "https://localhost"],
      [.cookie: cookie, origin: "http://localhost:81"],
      [.cookie: cookie, site: "cross-site"], [.cookie: cookie, site: "same-site"],
    ] as [HTTPFields] {
      let response = try await stage.send(
        endpoint.method.rawValue, endpoint.example, fields: fields, body: body(endpoint))
      #expect(response.status == .forbidden, "\(fields)")
      #expect(try Stage.problem(response).code == "origin.refused")
    }
  }

  @Test(arguments: withBody)
  func `a body that is not as the contract says answers 4xx with a problem`(name: String)
    async throws
  {
    let endpoint = try endpoint(name)
    let stage = try await Stage.shared.value
    let token = try stage.token(role(endpoint))
    let deep = String(repeating: "[", count: 10_000)
    let cases: [(String, HTTPResponse.Status)] = [
      ("", .badRequest), ("{", .badRequest), ("NaN", .badRequest), ("{\"a\":NaN}", .badRequest),
      ("{\"a\":Infinity}", .badRequest), ("{\"a\":1,\"a\":2}", .badRequest), (deep, .badRequest),
      ("null", .unprocessableContent), ("[]", .unprocessableContent),
      ("\"x\"", .unprocessableContent), ("{\"__proto__\":1}", .unprocessableContent),
    ]

    for (body, status) in cases {
      let response = try await stage.send(
        endpoint.method.rawValue, endpoint.example, token: token, body: body)
      #expect(response.status == status, "\(body.prefix(40))")
      #expect(response.headers[.contentType] == "application/problem+json")
    }
  }

  @Test(arguments: withBody)
  func `every field of a body is checked`(name: String) async throws {
    let endpoint = try endpoint(name)
    let stage = try await Stage.shared.value
    let token = try stage.token(role(endpoint))
    let request = try #require(endpoint.request)
    let fields = try #require(SchemaCatalog.api.objects["\(request)"])

    for field in fields {
      var wrongs = ["1e999", "{\"$ne\":1}", "[{}]", "[[[[]]]]"]
      // An object all of whose fields may be left out may be empty.
      if case .object = field.type.required {} else { wrongs.append("{}") }
      // A number may be as large as a double holds; everything else may not be a number.
      if field.type.required != .number { wrongs.append("99999999999999999999999") }
      for wrong in wrongs {
        let response = try await stage.send(
          endpoint.method.rawValue, endpoint.example, token: token,
          body: "{\"\(field.name)\":\(wrong)}")
        #expect(response.status == .unprocessableContent, "\(field.name) \(wrong)")
        #expect(try Stage.problem(response).detail.contains(field.name))
      }
    }
  }

  @Test(arguments: Endpoint.all.map(\.name))
  func `the answer forbids storing, sniffing and framing`(name: String) async throws {
    let endpoint = try endpoint(name)

    let headers = try await Stage.shared.value.send(
      endpoint.method.rawValue, endpoint.example, body: body(endpoint)
    ).headers

    #expect(headers[.cacheControl]?.contains("no-store") == true)
    #expect(headers[.xContentTypeOptions] == "nosniff")
    #expect(headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
  }

  @Test(arguments: guarded)
  func `a query that is unknown or doubled is refused`(name: String) async throws {
    let endpoint = try endpoint(name)
    let stage = try await Stage.shared.value
    let token = try stage.token(role(endpoint))

    for query in ["?nonsense=1", "?limit=1&limit=1&nonsense=2", "?%zz=1"] {
      let response = try await stage.send(
        endpoint.method.rawValue, endpoint.example + query, token: token, body: body(endpoint))
      #expect(response.status == .badRequest, "\(query)")
    }
  }

  @Test func `what could be stated of numbers and dates in queries is checked`() async throws {
    let stage = try await Stage.shared.value
    let token = try stage.token(.viewer)

    for target in [
      "/api/jobs?limit=0", "/api/jobs?limit=1001", "/api/jobs?limit=x", "/api/jobs?limit=1e2",
      "/api/jobs?offset=-1", "/api/jobs?limit=99999999999999999999", "/api/jobs?limit=NaN",
      "/api/data/bars/AAPL?from=yesterday", "/api/data/bars/AAPL?from=2020-02-30",
      "/api/data/bars/AAPL?from=2021-01-01&to=2020-01-01", "/api/events?topics=job,secrets",
    ] {
      let response = try await stage.send("GET", target, token: token)
      #expect(response.status == .unprocessableContent, "\(target)")
    }
  }

  @Test(arguments: [
    "/api/data/bars/AAPL%27%3B%20DROP%20TABLE%20bars%3B--", "/api/data/bars/%22%20OR%201%3D1",
    "/api/data/bars/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/api/data/bars/A%20B",
    "/api/data/findings?symbol=%27--", "/api/data/bars/%E2%82%AC", "/api/runs/%27%3B--",
    "/api/runs/x%2Fy", "/api/data/bars/A%3Cscript%3E",
  ])
  func `SQL and markup in symbols and ids are refused`(target: String) async throws {
    let stage = try await Stage.shared.value

    let response = try await stage.send("GET", target, token: try stage.token(.viewer))

    #expect(response.status == .unprocessableContent)
    #expect(try Stage.problem(response).code == "request.invalid")
  }

  @Test(arguments: [
    "/api/../etc/passwd", "/api/data/bars/..", "/api/data/bars/%2e%2e", "/api/./status",
    "/api//status", "/api/data/bars/%00", "/api/data/bars/%", "/api/data/bars/%C0%AF",
    "/api/status/",
    "/api/data/bars/..%5C..%5Cx", "/api/data/bars/A%0d%0aSet-Cookie:x",
  ])
  func `path tricks are refused`(target: String) async throws {
    let stage = try await Stage.shared.value

    let response = try await stage.send("GET", target, token: try stage.token(.admin))

    #expect(response.status == .badRequest)
    #expect(try Stage.problem(response).code == "path.invalid")
  }
}
