import Synchronization

/// The switch between the desk and the market: once tripped, no order passes.
///
/// It stands in memory alone and takes effect at once, before anything waits for a disk or a queue;
/// the journal then makes the halt last. Tripping needs no turn and cannot fail.
public final class Breaker: Sendable {
  private let tripped: Atomic<Bool>

  /// Creates a switch that lets orders pass, or not.
  public init(isTripped: Bool) { tripped = Atomic(isTripped) }

  /// Whether orders are held back.
  public var isTripped: Bool { tripped.load(ordering: .sequentiallyConsistent) }

  /// Holds back every order from now on.
  public func trip() { tripped.store(true, ordering: .sequentiallyConsistent) }

  /// Lets orders pass again.
  public func reset() { tripped.store(false, ordering: .sequentiallyConsistent) }
}
