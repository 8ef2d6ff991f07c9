import Synchronization

/// The switch between the desk and the market: once tripped, no order passes.
///
/// It stands in memory alone and takes effect at once, before anything waits for a disk or a queue;
/// the journal then makes the halt last. Tripping needs no turn and cannot fail. It counts: a resume
/// undoes the trips whose halts were carried out before it, never one that is still on its way.
public final class Breaker: Sendable {
  private let trips: Atomic<UInt64>
  private let cleared: Atomic<UInt64>

  /// Creates a switch that lets orders pass.
  public init() {
    trips = Atomic(0)
    cleared = Atomic(0)
  }

  /// Whether orders are held back.
  public var isTripped: Bool {
    trips.load(ordering: .sequentiallyConsistent) != cleared.load(ordering: .sequentiallyConsistent)
  }

  /// How often it was tripped so far.
  public var tripCount: UInt64 { trips.load(ordering: .sequentiallyConsistent) }

  /// Holds back every order from now on.
  public func trip() { trips.wrappingAdd(1, ordering: .sequentiallyConsistent) }

  /// Lets orders pass again, unless it was tripped more often than `count` times.
  public func clear(upTo count: UInt64) {
    cleared.store(count, ordering: .sequentiallyConsistent)
  }
}
