import Trading

/// A fast and a slow moving average of one symbol's closes.
///
/// Both sums roll over one ring; each time the ring is full they are summed afresh, so that rounding
/// never gathers over more than one window.
struct CrossingAverages: Sendable {
  private let fast: Int
  private let slow: Int
  private var ring: [Double]
  private var next = 0
  private var count = 0
  private var fastSum = 0.0
  private var slowSum = 0.0
  private var last = Double.nan

  init(fast: Int, slow: Int) {
    precondition(fast >= 1, "The fast average spans at least one bar.")
    precondition(slow > fast, "The slow average spans more bars than the fast one.")
    self.fast = fast
    self.slow = slow
    ring = Array(repeating: 0, count: slow)
  }

  /// Notes a close; NaN repeats the last one.
  mutating func append(_ close: Double) {
    let price = close.isFinite ? close : last
    guard price.isFinite else { return }
    last = price
    let left = next - fast
    slowSum += price - ring[next]
    fastSum += price - (count >= fast ? ring[left < 0 ? left + slow : left] : 0)
    ring[next] = price
    next += 1
    if count < slow { count += 1 }
    if next == slow {
      next = 0
      sumAfresh()
    }
  }

  /// Fast over slow: positive when the fast average is above; nil before the window is full.
  var difference: Double? {
    count == slow ? fastSum / Double(fast) - slowSum / Double(slow) : nil
  }

  mutating func rescale(by ratio: Double) {
    last *= ratio
    for index in ring.indices { ring[index] *= ratio }
    fastSum *= ratio
    slowSum *= ratio
  }

  func appendState(to bytes: inout StateBytes) {
    bytes.append(next)
    bytes.append(count)
    bytes.append(fastSum)
    bytes.append(slowSum)
    bytes.append(last)
    bytes.append(ring)
  }

  /// Sums both windows oldest first; `next` is zero, so the ring lies in order.
  private mutating func sumAfresh() {
    slowSum = 0
    for price in ring { slowSum += price }
    fastSum = 0
    for price in ring[(slow - fast)...] { fastSum += price }
  }
}
