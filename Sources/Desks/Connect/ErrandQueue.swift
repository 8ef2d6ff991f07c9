import Market

/// What is still to be fetched one by one, and in which order.
struct ErrandQueue {
  /// Reloads go first, so that what is known to be wrong stands no longer than it must.
  private var urgent: [Errand] = []
  private var requests: [IngestionRequest]
  private var next = 0

  init(_ requests: [IngestionRequest]) { self.requests = requests }

  var isEmpty: Bool { urgent.isEmpty && next == requests.count }
  /// Symbols left.
  var count: Int { urgent.count + requests.count - next }

  mutating func pop() -> Errand? {
    if let errand = urgent.popLast() { return errand }
    guard next < requests.count else { return nil }
    next += 1
    return Errand(request: requests[next - 1])
  }

  mutating func append(_ more: [IngestionRequest]) { requests += more }

  mutating func append(reloads: [Errand]) {
    // Taken from the end, so the first to come stands last.
    urgent.insert(contentsOf: reloads.reversed(), at: 0)
  }

  /// Puts those of `symbols` that are not on their way yet before all others, in their order.
  ///
  /// - Complexity: O(requests left).
  mutating func moveToFront(_ symbols: [Symbol]) {
    let order = Dictionary(
      symbols.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let left = requests[next...]
    var chosen = left.compactMap { request in
      order[request.instrument.symbol].map { (rank: $0, request: request) }
    }
    guard !chosen.isEmpty else { return }
    chosen.sort { $0.rank < $1.rank }
    let others = left.filter { order[$0.instrument.symbol] == nil }
    requests.replaceSubrange(next..., with: chosen.map(\.request) + others)
  }
}
