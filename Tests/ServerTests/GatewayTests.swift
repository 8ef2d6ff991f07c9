import Contract
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Platform
import Server
import Testing

@Suite(.staged) struct GatewayTests {
  private let stage: Stage
  private let origin = HTTPFields([
    .init(name: HTTPField.Name("Origin") ?? .accept, value: "http://localhost")
  ])

  init() throws { stage = try #require(Stage.current) }

  private func signIn(_ name: String, _ password: String) async throws -> TestResponse {
    try await stage.send(
      "POST", "/api/session", fields: origin,
      body: "{\"name\":\"\(name)\",\"password\":\"\(password)\"}")
  }

  @Test func `signing in sets a cookie that scripts and other sites cannot reach`() async throws {
    let response = try await signIn("trader", Stage.password)

    let cookie = try #require(response.headers[.setCookie])
    #expect(response.status == .ok)
    #expect(cookie.hasPrefix("qs_session="))
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
      #expect(cookie.contains(flag))
    }
    #expect(!cookie.contains("Domain"))
  }

  @Test func `with TLS the cookie is bound to the host`() async throws {
    let gateway = Gateway(platform: stage.platform, hosts: [], isTLS: true)

    let answer = await gateway.answer(
      GatewayRequest(
        method: "POST", target: "/api/session", authority: "localhost",
        fields: [.contentType: "application/json"], address: "1", id: "r"
      ) { _ in Array(#"{"name":"admin","password":"\#(Stage.password)"}"#.utf8) })

    let cookie = try #require(answer.fields[.setCookie])
    #expect(cookie.hasPrefix("__Host-qs_session="))
    #expect(cookie.contains("Secure"))
  }

  @Test func `the cookie carries the session until signing out`() async throws {
    let cookie = try #require(try await signIn("trader", Stage.password).headers[.setCookie])
    var fields = origin
    fields[.cookie] = "theme=dark; \(cookie.prefix { $0 != ";" })"

    #expect(try await stage.send("GET", "/api/session", fields: fields).status == .ok)
    #expect(try await stage.send("DELETE", "/api/session", fields: fields).status == .ok)
    #expect(try await stage.send("GET", "/api/session", fields: fields).status == .unauthorized)
  }

  @Test func `a change with a cookie but without an origin is refused`() async throws {
    let fields: HTTPFields = [.cookie: "qs_session=\(try stage.token(.admin))"]

    let response = try await stage.send("DELETE", "/api/session", fields: fields)

    #expect(response.status == .forbidden)
  }

  @Test func `an unknown account and a wrong password give the same answer`() async throws {
    let unknown = try await signIn("nobody", Stage.password)
    let wrong = try await signIn("trader", "something else entirely")

    #expect(unknown.status == .unauthorized)
    #expect(wrong.status == .unauthorized)
    var (one, other) = (try Stage.problem(unknown), try Stage.problem(wrong))
    one.request = ""
    other.request = ""
    let (left, right) = (try PayloadText.encode(one), try PayloadText.encode(other))
    #expect(left == right)
    #expect(wrong.headers[.setCookie] == nil)
  }

  @Test func `guessing is slowed down`() async throws {
    for _ in 0..<5 { #expect(try await signIn("trader", "x").status == .unauthorized) }

    let response = try await signIn("trader", Stage.password)

    #expect(response.status == .tooManyRequests)
    #expect(response.headers[.retryAfter] == "1")
    stage.clock.advance(by: .seconds(2))
    #expect(try await signIn("trader", Stage.password).status == .ok)
  }

  @Test func `a token does what its account may`() async throws {
    let session = try stage.token(.viewer)
    let made = try await stage.send(
      "POST", "/api/credentials", token: session, body: #"{"label":"night job","days":30}"#)
    let grant = try PayloadText.decode(TokenGrant.self, from: Array(buffer: made.body))

    #expect(try await stage.send("GET", "/api/jobs", token: grant.token).status == .ok)
    #expect(try await stage.send("GET", "/api/accounts", token: grant.token).status == .forbidden)
    stage.clock.advance(by: .seconds(30 * 86_400))
    #expect(try await stage.send("GET", "/api/jobs", token: grant.token).status == .unauthorized)
  }

  @Test func `secrets never show in lists`() async throws {
    let session = try stage.token(.viewer)

    let listed = try await stage.send("GET", "/api/credentials", token: session)

    #expect(!String(buffer: listed.body).contains(session))
    #expect(!String(buffer: listed.body).contains(Secrets.digest(of: session)))
  }

  @Test func `life is told to anybody and nothing else`() async throws {
    let response = try await stage.send("GET", "/api/health")

    #expect(response.status == .ok)
    #expect(String(buffer: response.body) == #"{"status":"ok"}"#)
  }

  @Test func `an unknown path is denied first and missing second`() async throws {
    #expect(try await stage.send("GET", "/api/nothing").status == .unauthorized)
    let response = try await stage.send("GET", "/api/nothing", token: try stage.token(.viewer))
    #expect(response.status == .notFound)
    #expect(try Stage.problem(response).code == "route.missing")
  }

  @Test(arguments: ["HEAD", "PUT", "OPTIONS", "PATCH", "TRACE"])
  func `a method that a path does not have answers 405 with those it has`(method: String)
    async throws
  {
    let response = try await stage.send(
      method, "/api/jobs", token: try stage.token(.viewer))

    #expect(response.status == .methodNotAllowed)
    #expect(response.headers[.allow] == "GET")
    #expect((response.body.readableBytes == 0) == (method == "HEAD"))
  }

  @Test(arguments: [
    "evil.example", "127.0.0.1.evil.example", "localhost.evil:80", "[::2]:80", "", "0.0.0.0",
    "[::1].evil.example", "[::1]evil", "127.0.0.1:80@evil.example", "localhost:80.evil", "[::1",
  ])
  func `a host that is not ours is refused`(host: String) async throws {
    let gateway = Gateway(platform: stage.platform, hosts: ["qs.fund"], isTLS: false)

    let answer = await gateway.answer(
      GatewayRequest(
        method: "GET", target: "/api/health", authority: host, fields: [:], address: "1", id: "r"
      ) { _ in [] })

    #expect(answer.status == (host.isEmpty ? 400 : 421))
  }

  @Test(arguments: ["localhost:8000", "127.0.0.1", "[::1]:8000", "QS.fund", "LOCALHOST"])
  func `loopback and configured hosts are ours`(host: String) async throws {
    let gateway = Gateway(platform: stage.platform, hosts: ["qs.fund"], isTLS: false)

    let answer = await gateway.answer(
      GatewayRequest(
        method: "GET", target: "/api/health", authority: host, fields: [:], address: "1", id: "r"
      ) { _ in [] })

    #expect(answer.status == 200)
  }

  @Test func `a body beyond the limit is refused`() async throws {
    let response = try await stage.send(
      "POST", "/api/credentials", token: try stage.token(.viewer),
      body: "{\"label\":\"\(String(repeating: "x", count: 1 << 20))\",\"days\":1}")

    #expect(response.status == .contentTooLarge)
  }

  @Test func `a body that breaks off is the sender's fault`() async throws {
    struct BrokenOff: Error {}
    let gateway = Gateway(platform: stage.platform, hosts: [], isTLS: false)

    let answer = await gateway.answer(
      GatewayRequest(
        method: "POST", target: "/api/session", authority: "localhost",
        fields: [.contentType: "application/json"], address: "1", id: "r"
      ) { _ in throw BrokenOff() })

    #expect(answer.status == 400)
  }

  @Test func `a stream ends for whom its credential no longer speaks`() async throws {
    let gateway = Gateway(platform: stage.platform, hosts: [], isTLS: false)
    func stream(_ role: RoleWord) async throws -> @Sendable () async -> Bool {
      let token = try stage.token(role)
      let answer = await gateway.answer(
        GatewayRequest(
          method: "GET", target: "/api/events", authority: "localhost",
          fields: [.authorization: "Bearer \(token)"], address: "1", id: "r"
        ) { _ in [] })
      guard case .events(_, let isAllowed) = answer.body else {
        Issue.record("The answer is no stream.")
        return { false }
      }
      return isAllowed
    }
    let disabled = try await stream(.viewer)
    let signedOut = try await stream(.risk)
    let expired = try await stream(.trader)
    let all = [disabled, signedOut, expired]
    for isAllowed in all { #expect(await isAllowed()) }

    let admin = Caller(account: "admin", role: .admin, credential: nil, expiresAt: nil)
    _ = try await stage.platform.accounts.change(
      "viewer", AccountChange(isEnabled: false), by: admin)
    #expect(
      try await stage.send("DELETE", "/api/session", token: try stage.token(.risk)).status == .ok)

    #expect(await !disabled())
    #expect(await !signedOut())
    #expect(await expired())
    stage.clock.advance(by: Accounts.sessionLength)
    #expect(await !expired())
  }

  @Test func `a body of another type is refused`() async throws {
    let token = try stage.token(.viewer)
    for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
      let response = try await stage.send(
        "POST", "/api/credentials", token: token, fields: [.contentType: type],
        body: #"{"label":"a","days":1}"#)
      #expect(response.status == .unsupportedMediaType)
    }
  }

  @Test func `a body where none belongs is refused`() async throws {
    let response = try await stage.send(
      "GET", "/api/jobs", token: try stage.token(.viewer), body: "{}")

    #expect(response.status == .badRequest)
  }

  @Test func `the operator in this process needs no credential but holds no decision`() async throws
  {
    let gateway = Gateway(platform: stage.platform, hosts: [], isTLS: false)
    func status(_ method: String, _ target: String) async -> Int {
      await gateway.answer(
        GatewayRequest(
          method: method, target: target, authority: nil, fields: [:], address: "local", id: "r",
          trusted: .localOperator
        ) { _ in [] }
      ).status
    }

    #expect(await status("GET", "/api/jobs") == 200)
    #expect(await status("GET", "/api/accounts") == 403)
    #expect(await status("POST", "/api/desk/resume") == 403)
  }
}
