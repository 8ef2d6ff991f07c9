import Synchronization

/// The switch between the desk and the market: once tripped, no order passes.
///
/// It stands in memory alone and takes effect at once, before anything waits for a disk or a queue;
/// the journal then makes the halt last. Tripping needs no turn and cannot fail. A halt that is on
/// its way holds the switch by itself: a resume lets go only of halts that had their turn before.
public final class Breaker: Sendable {
  /// Halts that were called and had no turn yet.
  private let coming = Atomic(0)
  /// Whether a halt had its turn and no resume came after it.
  private let isEngaged = Atomic(false)

  /// Creates a switch that lets orders pass.
  public init() {}

  /// Whether orders are held back.
  public var isTripped: Bool {
    // `arrive` engages before it counts down, so between the two loads nothing slips through.
    coming.load(ordering: .sequentiallyConsistent) > 0
      || isEngaged.load(ordering: .sequentiallyConsistent)
  }

  /// Holds back every order from now on: a halt is on its way.
  public func trip() { coming.wrappingAdd(1, ordering: .sequentiallyConsistent) }

  /// Notes that a halt which tripped the switch has its turn.
  public func arrive() {
    engage()
    coming.wrappingSubtract(1, ordering: .sequentiallyConsistent)
  }

  /// Holds back every order until `clear`.
  public func engage() { isEngaged.store(true, ordering: .sequentiallyConsistent) }

  /// Lets orders pass again, unless another halt is on its way.
  public func clear() { isEngaged.store(false, ordering: .sequentiallyConsistent) }
}
