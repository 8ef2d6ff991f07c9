import Chronology
import Contract
import Files
import FinancialModelingPrep
import Market
import Wire

/// A source of market data with what paces and counts its calls.
struct ProviderConnection: Sendable {
  let provider: any MarketDataProvider
  var limiter: RateLimiter?
  var meter: TrafficMeter?
}

/// The sources of market data by their words.
struct Providers: Sendable {
  let samplePack: String
  let address: String
  let requestsPerMinute: Int
  let key: Secret?
  let transport: any HTTPTransport
  let clock: any WallClock

  /// Connects to a source.
  ///
  /// - Throws: `provider.keyMissing` without a key; what the provider throws.
  func connect(to word: ProviderWord) throws -> ProviderConnection {
    switch word {
    case .alpaca:
      throw Refusal(
        503, "feature.unavailable", "This part is not there", detail: "Not there yet.",
        remedy: "Wait.")
    case .sample: return ProviderConnection(provider: try SamplePack(directory: samplePack))
    case .fmp:
      guard let key, !key.isEmpty else {
        throw Refusal(
          422, "provider.keyMissing", "The provider's key is missing",
          detail: "Financial Modeling Prep answers with a key only.",
          remedy:
            "Set FMP_API_KEY in the environment or in .env and start QS again; or ingest sample.")
      }
      let limiter = RateLimiter(callsPerMinute: requestsPerMinute, burst: 4, clock: clock)
      let meter = TrafficMeter()
      let base = address.hasSuffix("/stable") ? address : address + "/stable"
      let provider = try FMPProvider(
        baseURL: base, key: key,
        transport: PacedTransport(transport, limiter: limiter, meter: meter))
      return ProviderConnection(provider: provider, limiter: limiter, meter: meter)
    }
  }
}
