import Synchronization

/// Counts what went over the wire.
public final class TrafficMeter: Sendable {
  /// Calls and bytes so far.
  public struct Reading: Hashable, Sendable {
    /// Requests sent.
    public var calls: Int
    /// Bytes of answers' bodies received, after decompression.
    public var bytes: Int

    public init(calls: Int = 0, bytes: Int = 0) {
      self.calls = calls
      self.bytes = bytes
    }
  }

  private let state = Mutex(Reading())

  public init() {}

  /// What was counted so far.
  public var reading: Reading { state.withLock { $0 } }

  func count(calls: Int, bytes: Int) {
    state.withLock { reading in
      reading.calls += calls
      reading.bytes += bytes
    }
  }
}

/// A transport that waits for a rate limiter before each exchange and counts what passes.
public struct PacedTransport: HTTPTransport {
  private let transport: any HTTPTransport
  private let limiter: RateLimiter
  private let meter: TrafficMeter

  /// Wraps `transport`.
  public init(_ transport: any HTTPTransport, limiter: RateLimiter, meter: TrafficMeter) {
    self.transport = transport
    self.limiter = limiter
    self.meter = meter
  }

  public func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    do {
      try await limiter.acquire()
    } catch {
      throw HTTPExchangeError(.cancelled, "The request was cancelled while it waited its turn.")
    }
    meter.count(calls: 1, bytes: 0)
    let response = try await transport.exchange(request)
    meter.count(calls: 0, bytes: response.body.count)
    return response
  }
}
