public import Logging
public import Risk

/// What a platform is told at its start; read once, checked whole.
public struct Settings: Sendable {
  /// A host name or address with a port.
  public struct Address: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: Int
    public init(host: String, port: Int) {
      self.host = host
      self.port = port
    }
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
  }

  /// How Alpaca's market data is reached.
  public struct Alpaca: Hashable, Sendable {
    public let dataAddress: String
    /// Where the list of instruments comes from.
    public let tradingAddress: String
    /// `iex`, `sip`, `delayed_sip` or `otc`.
    public let feed: String
    public let requestsPerMinute: Int
    /// Nil without a key.
    public let keyID: String?
    public let secretKey: String?
    public init(
      dataAddress: String, tradingAddress: String, feed: String, requestsPerMinute: Int,
      keyID: String?, secretKey: String?
    ) {
      self.dataAddress = dataAddress
      self.tradingAddress = tradingAddress
      self.feed = feed
      self.requestsPerMinute = requestsPerMinute
      self.keyID = keyID
      self.secretKey = secretKey
    }
  }

  public var dataDirectory: String
  public var libraryPath: String?
  public var samplePack: String
  public var batchSize: Int
  public var readers: Int
  /// Nil for as many as there are cores.
  public var databaseThreads: Int?
  public var memoryMebibytes: Int?
  public var providerAddress: String
  public var requestsPerMinute: Int
  /// Requests that may follow at once upon a quiet time.
  public var providerBurst: Int
  /// Requests in the air at once.
  public var providerConcurrency: Int
  /// Seconds between two answers about the whole market.
  public var bulkGapSeconds: Int
  /// Nil without a key.
  public var providerKey: String?
  public var alpaca: Alpaca
  /// Days before a symbol of which a provider had nothing is asked for again.
  public var emptyRetryDays: Int
  /// Disk that kept panels may take.
  public var panelCacheMebibytes: Int
  public var backtestLanes: Int
  public var strategiesDirectory: String
  public var limits: RiskLimits
  public var api: Address
  public var dashboard: Address
  public var hosts: [String]
  public var dashboardFiles: String
  /// Nil when runs stay in the embedded store only.
  public var tracker: Address?
  public var logLevel: Logger.Level
  public var adminPassword: String?
  /// Each key with its value, secrets covered, and the source that gave it.
  public var origins: [Origin]

  /// Where a value came from.
  public struct Origin: Hashable, Sendable {
    public let key: SettingsKey
    /// The value as written; `•••` for a secret that is set.
    public let value: String
    /// `flag`, `environment`, `.env`, the file's name, or `default`.
    public let source: String
  }
}

/// Everything that is wrong with a configuration, gathered.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence each: source, key, value and what it must be.
  public let faults: [String]
  public var description: String { faults.joined(separator: "\n") }
}
