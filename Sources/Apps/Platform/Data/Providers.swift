import Alpaca
import Chronology
import Contract
import Files
import FinancialModelingPrep
import Market
import Synchronization
import Wire

/// A source of market data with what paces and counts its calls.
struct ProviderConnection: Sendable {
  let provider: any MarketDataProvider
  var limiter: RateLimiter?
  var meter: TrafficMeter?
  /// Calls a minute that it allows; nil without a limit.
  var callsPerMinute: Int?
  /// Requests in the air at once.
  var concurrency = 4
}

/// The sources of market data by their words.
///
/// Each is connected once: a provider counts the calls of the whole process, so every job must wait
/// at the same limiter, and a pause that the provider orders must hold all of them.
final class Providers: Sendable {
  private let settings: Settings
  private let transport: any HTTPTransport
  private let clock: any WallClock
  private let connections = Mutex<[ProviderWord: ProviderConnection]>([:])

  init(settings: Settings, transport: any HTTPTransport, clock: any WallClock) {
    self.settings = settings
    self.transport = transport
    self.clock = clock
  }

  /// The connection to a source; the same one at each call.
  ///
  /// - Throws: `provider.keyMissing` without a key; what the provider throws.
  func connect(to word: ProviderWord) throws -> ProviderConnection {
    try connections.withLock { connections in
      if let connection = connections[word] { return connection }
      let connection = try make(word)
      connections[word] = connection
      return connection
    }
  }

  private func make(_ word: ProviderWord) throws -> ProviderConnection {
    switch word {
    case .sample:
      return ProviderConnection(provider: try SamplePack(directory: settings.samplePack))
    case .fmp: return try makeFMP()
    case .alpaca: return try makeAlpaca()
    }
  }

  private func makeFMP() throws -> ProviderConnection {
    guard let key = settings.providerKey.map({ Secret($0) }), !key.isEmpty else {
      throw Self.keyMissing(
        "Financial Modeling Prep answers with a key only.",
        remedy:
          "Set FMP_API_KEY in the environment or in .env and start QS again; or ingest sample.")
    }
    let limiter = RateLimiter(
      callsPerMinute: settings.requestsPerMinute, burst: settings.providerBurst, clock: clock)
    let meter = TrafficMeter()
    let address = settings.providerAddress
    let provider = try FMPProvider(
      baseURL: address.hasSuffix("/stable") ? address : address + "/stable", key: key,
      transport: PacedTransport(
        transport, limiter: limiter, meter: meter, concurrency: settings.providerConcurrency),
      bulkPace: settings.bulkGapSeconds == 0
        ? nil : RateLimiter(gap: .seconds(settings.bulkGapSeconds), clock: clock))
    return ProviderConnection(
      provider: provider, limiter: limiter, meter: meter,
      callsPerMinute: settings.requestsPerMinute, concurrency: settings.providerConcurrency)
  }

  private func makeAlpaca() throws -> ProviderConnection {
    guard let key = settings.alpaca.keyID, let secret = settings.alpaca.secretKey else {
      throw Self.keyMissing(
        "Alpaca answers with a key and its secret only.",
        remedy: "Set ALPACA_KEY_ID and ALPACA_SECRET_KEY in the environment and start QS again.")
    }
    let limiter = RateLimiter(
      callsPerMinute: settings.alpaca.requestsPerMinute, burst: 4, clock: clock)
    let meter = TrafficMeter()
    let provider = try AlpacaMarketData(
      dataURL: settings.alpaca.dataAddress, tradingURL: settings.alpaca.tradingAddress,
      key: Secret(key), secret: Secret(secret),
      feed: AlpacaMarketData.Feed(rawValue: settings.alpaca.feed) ?? .iex,
      transport: PacedTransport(transport, limiter: limiter, meter: meter), clock: clock)
    return ProviderConnection(
      provider: provider, limiter: limiter, meter: meter,
      callsPerMinute: settings.alpaca.requestsPerMinute)
  }

  private static func keyMissing(_ detail: String, remedy: String) -> Refusal {
    Refusal(
      422, "provider.keyMissing", "The provider's key is missing", detail: detail, remedy: remedy)
  }
}
