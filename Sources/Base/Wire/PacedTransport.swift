import HTTPTypes
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

/// A transport that keeps to a server's allowance: it waits for a rate limiter before each exchange,
/// holds a bounded number in the air, counts what passes and obeys what answers say of the allowance.
public struct PacedTransport: HTTPTransport {
  /// Exchanges in the air at once, unless said otherwise.
  public static let usualConcurrency = 8

  private let transport: any HTTPTransport
  private let limiter: RateLimiter
  private let meter: TrafficMeter
  private let gate: ConcurrencyGate

  /// Wraps `transport`.
  ///
  /// - Parameter concurrency: Exchanges in the air at most, those that wait for their turn included.
  public init(
    _ transport: any HTTPTransport, limiter: RateLimiter, meter: TrafficMeter,
    concurrency: Int = PacedTransport.usualConcurrency
  ) {
    self.transport = transport
    self.limiter = limiter
    self.meter = meter
    self.gate = ConcurrencyGate(limit: concurrency)
  }

  public func exchange(
    _ request: HTTPExchangeRequest
  ) async throws(HTTPExchangeError) -> HTTPExchangeResponse {
    do {
      try await gate.enter()
    } catch {
      throw HTTPExchangeError(.cancelled, "The request was cancelled while it waited its turn.")
    }
    do throws(HTTPExchangeError) {
      let response = try await paced(request)
      await gate.leave()
      return response
    } catch {
      await gate.leave()
      throw error
    }
  }

  private func paced(
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
    await limiter.adopt(response.head.headerFields)
    return response
  }
}
