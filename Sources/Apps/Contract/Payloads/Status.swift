/// The state of a service.
public enum ServiceState: String, PayloadWord { case up, down, off }

/// One service as the server last saw it.
public struct ServiceView: Payload {
  public var name: String
  public var state: ServiceState
  /// Time of its last health answer, in milliseconds; null when it gave none.
  public var latencyMilliseconds: Double?
  /// Where it listens or lies.
  public var address: String
  /// One sentence: version, or what is wrong and what to do.
  public var detail: String
  public init(
    name: String, state: ServiceState, latencyMilliseconds: Double?, address: String, detail: String
  ) {
    self.name = name; self.state = state; self.latencyMilliseconds = latencyMilliseconds
    self.address = address; self.detail = detail
  }
}

/// What runs, what is held and how fresh it is.
public struct StatusView: Payload {
  public var version: String
  public var engineVersion: String
  public var startedAt: Int64
  public var now: Int64
  public var services: [ServiceView]
  public var data: DataSummary
  /// Runs waiting to be delivered to the experiment tracker.
  public var trackingBacklog: Int
  public init(
    version: String, engineVersion: String, startedAt: Int64, now: Int64, services: [ServiceView],
    data: DataSummary, trackingBacklog: Int
  ) {
    self.version = version; self.engineVersion = engineVersion; self.startedAt = startedAt
    self.now = now; self.services = services; self.data = data
    self.trackingBacklog = trackingBacklog
  }
}

/// Nothing but life: answers without a session.
public struct HealthView: Payload {
  public var status: String
  public init(status: String) { self.status = status }
}

/// An error, as RFC 9457 has it.
public struct Problem: Payload {
  public var type: String
  public var title: String
  public var status: Int
  public var detail: String
  /// Dotted lower case, such as `session.missing`; stable.
  public var code: String
  /// What to do about it.
  public var remedy: String
  /// Names the request in the server's log.
  public var request: String
  public init(
    type: String, title: String, status: Int, detail: String, code: String, remedy: String,
    request: String
  ) {
    self.type = type; self.title = title; self.status = status; self.detail = detail
    self.code = code; self.remedy = remedy; self.request = request
  }
}

/// Nothing to say but that it was done.
public struct Done: Payload {
  public var message: String
  public init(message: String) { self.message = message }
}

public enum JobKind: String, PayloadWord {
  case ingest, health, takeIn = "import", export, backup, backtest, reproduce
}
public enum JobState: String, PayloadWord {
  case waiting, running, paused, done, failed, cancelled, interrupted
}

/// Long work with its progress.
public struct JobView: Payload {
  public var id: String
  public var kind: JobKind
  public var title: String
  public var state: JobState
  public var by: String
  public var createdAt: Int64
  public var finishedAt: Int64?
  /// Units of work finished and in all; the unit is in `unit`.
  public var completed: Int
  public var total: Int
  public var unit: String
  /// Units a second over the last seconds; null before there is a rate.
  public var rate: Double?
  public var secondsLeft: Double?
  /// What it does now, or how it ended.
  public var message: String
  /// What it made: a run's id for a backtest; null otherwise or before the end.
  public var result: String?
  /// Only of an ingestion of this process.
  public var ingestion: IngestionDetail?
  /// True while it can be paused and resumed.
  public var isPausable: Bool
  public init(
    id: String, kind: JobKind, title: String, state: JobState, by: String, createdAt: Int64,
    finishedAt: Int64?, completed: Int, total: Int, unit: String, rate: Double?,
    secondsLeft: Double?, message: String, result: String?, ingestion: IngestionDetail? = nil,
    isPausable: Bool = false
  ) {
    self.id = id; self.kind = kind; self.title = title; self.state = state; self.by = by
    self.createdAt = createdAt; self.finishedAt = finishedAt; self.completed = completed
    self.total = total; self.unit = unit; self.rate = rate; self.secondsLeft = secondsLeft
    self.message = message; self.result = result; self.ingestion = ingestion
    self.isPausable = isPausable
  }
}
