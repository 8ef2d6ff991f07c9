/// What a caller must be allowed to do. Every endpoint names one; there is no default.
public enum Permission: String, PayloadWord {
  /// No session needed.
  case open
  /// Any signed-in account.
  case read
  case ingest
  /// Decide about findings: take bars out of the data, accept what looks wrong.
  case repair
  /// Ask the console.
  case query
  case backtest
  case propose
  case approve
  /// Start and stop the desk, order, cancel.
  case trade
  /// HALT. Whoever may trade or approve may halt.
  case halt
  case resume
  case administer

  /// The roles that hold this permission; `open` needs none.
  public var roles: Set<RoleWord> {
    switch self {
    case .open, .read: Set(RoleWord.allCases)
    case .ingest, .backtest, .propose, .query: [.researcher, .trader, .admin]
    case .repair: [.researcher, .risk, .admin]
    case .approve: [.risk, .admin]
    case .trade: [.trader, .admin]
    case .halt: [.trader, .risk, .admin]
    case .resume: [.risk, .admin]
    case .administer: [.admin]
    }
  }
}

/// A parameter in an endpoint's query.
public struct QueryParameter: Sendable {
  public enum Kind: String, Sendable { case text, integer, date }
  public let name: String
  public let kind: Kind
  public let isRequired: Bool
  public let summary: String

  public init(_ name: String, _ kind: Kind, isRequired: Bool = false, _ summary: String) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
    self.summary = summary
  }
}

/// One operation of the API: the only place where its path, permission and types are written.
///
/// The server mounts it, the OpenAPI document, the dashboard's types and client and the documentation
/// page are written from it.
public struct Endpoint: Sendable {
  /// The HTTP method.
  public enum Method: String, Sendable {
    case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
  }
  /// What a successful call gives.
  public enum Answer: Sendable {
    case one(any Payload.Type)
    case many(any Payload.Type)
    /// Server-sent events.
    case stream
    /// A file of this media type.
    case file(String)
  }

  /// Camel case; names the operation in OpenAPI and in the generated client.
  public let name: String
  public let method: Method
  /// With `{name}` for path parameters.
  public let path: String
  public let permission: Permission
  public let group: String
  public let summary: String
  public let query: [QueryParameter]
  public let request: (any Payload.Type)?
  public let answer: Answer

  /// True for a question, which may be given up when nobody waits for its answer any more.
  public var changesNothing: Bool { method == .get || permission == .query }

  init(
    _ name: String, _ method: Method, _ path: String, _ permission: Permission, in group: String,
    _ summary: String, query: [QueryParameter] = [], takes request: (any Payload.Type)? = nil,
    answers answer: Answer
  ) {
    self.name = name
    self.method = method
    self.path = path
    self.permission = permission
    self.group = group
    self.summary = summary
    self.query = query
    self.request = request
    self.answer = answer
  }
}
