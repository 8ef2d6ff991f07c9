public import Contract

/// What carries out one endpoint, with the types that it takes and answers.
///
/// The types are compared with the contract's by a test: a handler cannot answer something else than
/// its endpoint says.
public struct Handler: Sendable {
  public let endpoint: String
  public let request: (any Payload.Type)?
  public let answer: Endpoint.Answer
  let run: @Sendable (Platform, Call) async throws -> Reply

  // Never specialised: for these closures Swift 6.3.1's optimiser crashes as it splits the coroutine.
  @_semantics("optimize.sil.specialize.generic.never") @inline(never)
  static func one<Answer: Payload>(
    _ endpoint: String,
    _ work: @escaping @Sendable (Platform, Call) async throws -> Answer
  ) -> Handler {
    Handler(endpoint: endpoint, request: nil, answer: .one(Answer.self)) { platform, call in
      .json(try PayloadText.encode(try await work(platform, call)))
    }
  }

  // Never specialised: for these closures Swift 6.3.1's optimiser crashes as it splits the coroutine.
  @_semantics("optimize.sil.specialize.generic.never") @inline(never)
  static func one<Request: Payload, Answer: Payload>(
    _ endpoint: String, taking request: Request.Type,
    _ work: @escaping @Sendable (Platform, Call, Request) async throws -> Answer
  ) -> Handler {
    Handler(endpoint: endpoint, request: request, answer: .one(Answer.self)) { platform, call in
      let body = try PayloadText.decode(request, strictly: call.body)
      return .json(try PayloadText.encode(try await work(platform, call, body)))
    }
  }

  @_semantics("optimize.sil.specialize.generic.never") @inline(never)
  static func many<Answer: Payload>(
    _ endpoint: String,
    _ work: @escaping @Sendable (Platform, Call) async throws -> [Answer]
  ) -> Handler {
    Handler(endpoint: endpoint, request: nil, answer: .many(Answer.self)) { platform, call in
      .json(try PayloadText.encode(list: try await work(platform, call)))
    }
  }
}
