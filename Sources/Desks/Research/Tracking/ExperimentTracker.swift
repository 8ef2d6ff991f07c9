public import Chronology
public import Market

/// Why the experiment tracker did not take a run.
public struct TrackingError: Error, Hashable, Sendable {
  public enum Code: String, Sendable, Codable, CaseIterable {
    /// No answer: try again later.
    case unreachable
    /// The tracker is overloaded or broken: try again later.
    case unavailable
    /// The tracker refused the run: trying again will not help until someone acts.
    case refused
    /// The answer broke the documented schema.
    case malformed
    case cancelled
  }
  public let code: Code
  public let message: String
  /// What to do about it, in one sentence.
  public let remedy: String

  public init(_ code: Code, _ message: String, remedy: String) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }
}

/// Keeps runs where people compare them.
public protocol ExperimentTracker: Sendable {
  /// Records a run whole: parameters, metrics, curves, tags and artifacts.
  ///
  /// Recording the same run again, after an answer that was lost or half way through, completes the
  /// first record and never makes a second one: `run.key` names it.
  ///
  /// - Returns: The address of the run's page.
  func record(_ run: TrackedRun) async throws(TrackingError) -> String
}

/// Writes the fills of a run as a Parquet file.
public protocol TradesExport: Sendable {
  /// Returns the file's bytes.
  ///
  /// Columns: session DATE, symbol VARCHAR, shares DOUBLE (signed), price DOUBLE, commission DOUBLE,
  /// order_id VARCHAR; one row a fill, in the order given.
  func parquet(of fills: [FillRow]) async throws(StoreError) -> [UInt8]
}

/// A run as a tracker keeps it.
public struct TrackedRun: Hashable, Sendable {
  /// Names the run for ever: the same for every attempt to deliver it.
  public let key: String
  /// The group of runs it belongs to.
  public let experiment: String
  public let name: String
  /// The account that ran it.
  public let author: String
  /// What a reader must know first, as Markdown.
  public let note: String
  public let startedAt: Timestamp
  public let endedAt: Timestamp
  /// Sorted by key.
  public let parameters: [TrackedText]
  /// Sorted by key.
  public let tags: [TrackedText]
  /// One value each, finite.
  public let metrics: [TrackedMetric]
  /// Curves, each of at most `longestCurve` points.
  public let curves: [TrackedCurve]
  public let artifacts: [TrackedArtifact]

  /// The most points of a curve: what a chart can show and one request can carry.
  public static let longestCurve = 1000

  public init(
    key: String, experiment: String, name: String, author: String, note: String,
    startedAt: Timestamp, endedAt: Timestamp, parameters: [TrackedText], tags: [TrackedText],
    metrics: [TrackedMetric], curves: [TrackedCurve], artifacts: [TrackedArtifact]
  ) {
    self.key = key
    self.experiment = experiment
    self.name = name
    self.author = author
    self.note = note
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.parameters = parameters
    self.tags = tags
    self.metrics = metrics
    self.curves = curves
    self.artifacts = artifacts
  }
}

/// A parameter or a tag.
public struct TrackedText: Hashable, Sendable {
  public let key: String
  public let value: String
  public init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// A figure.
public struct TrackedMetric: Hashable, Sendable {
  public let key: String
  public let value: Double
  public init(_ key: String, _ value: Double) {
    self.key = key
    self.value = value
  }
}

/// A metric over the sessions of a run.
public struct TrackedCurve: Hashable, Sendable {
  /// The metric at one session.
  public struct Point: Hashable, Sendable {
    /// The session's place in the run, from 0.
    public let step: Int
    public let at: Timestamp
    public let value: Double
    public init(step: Int, at: Timestamp, value: Double) {
      self.step = step
      self.at = at
      self.value = value
    }
  }
  public let key: String
  /// Steps rise strictly.
  public let points: [Point]
  public init(key: String, points: [Point]) {
    self.key = key
    self.points = points
  }
}

/// A file that belongs to a run.
public struct TrackedArtifact: Hashable, Sendable {
  /// Such as `equity.svg`.
  public let path: String
  public let contentType: String
  public let bytes: [UInt8]
  public init(path: String, contentType: String, bytes: [UInt8]) {
    self.path = path
    self.contentType = contentType
    self.bytes = bytes
  }
}
