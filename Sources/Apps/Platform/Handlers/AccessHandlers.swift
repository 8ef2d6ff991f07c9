import Contract

extension Platform {
  /// Sessions, accounts and events.
  static let accessHandlers: [Handler] = [
    Handler(endpoint: "signIn", request: SignIn.self, answer: .one(SessionView.self)) {
      platform, call in
      let request = try PayloadText.decode(SignIn.self, strictly: call.body)
      let (secret, session) = try await platform.accounts.signIn(request, from: call.address)
      return .begin(secret: secret, json: try PayloadText.encode(session))
    },
    .one("session") { platform, call in platform.accounts.session(of: try call.signedIn()) },
    Handler(endpoint: "signOut", request: nil, answer: .one(Done.self)) { platform, call in
      try await platform.accounts.signOut(try call.signedIn())
      return .end(json: try PayloadText.encode(Done(message: "Signed out.")))
    },
    .many("credentials") { platform, call in
      try await platform.accounts.credentials(of: try call.signedIn())
    },
    .one("createToken", taking: NewToken.self) { platform, call, body in
      try await platform.accounts.createToken(body, for: try call.signedIn())
    },
    .one("revokeCredential") { platform, call in
      try await platform.accounts.revoke(try call.id(), of: try call.signedIn())
      return Done(message: "Revoked.")
    },
    .many("accounts") { platform, _ in try await platform.accounts.accounts() },
    .one("createAccount", taking: NewAccount.self) { platform, call, body in
      try await platform.accounts.create(body, by: try call.signedIn())
    },
    .one("changeAccount", taking: AccountChange.self) { platform, call, body in
      try await platform.accounts.change(try call.id("name"), body, by: try call.signedIn())
    },
    Handler(endpoint: "events", request: nil, answer: .stream) { platform, call in
      let topics = try topics(call.query["topics"])
      return .stream(platform.hub.subscribe(topics: topics, after: call.lastEventID))
    },
  ]

  private static func topics(_ text: String?) throws -> Set<EventTopic> {
    guard let text else { return Set(EventTopic.allCases) }
    return try Set(
      text.split(separator: ",").map { word in
        guard let topic = EventTopic(rawValue: String(word)) else {
          throw Refusal.invalid(
            "topics", "holds \"\(word.prefix(40))\".",
            remedy: "Known are \(EventTopic.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return topic
      })
  }
}
