/// Lets one piece of work in at a time, in the order of arrival.
///
/// An actor alone does not: at each `await` another call may slip in. The desk's steps and commands
/// each take their turn here, so each sees the desk as the one before left it.
struct Turnstile {
  /// Callers that may wait at once; more than this means something outside is wrong.
  static let maximumWaiting = 1000

  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Whether one more caller may wait.
  var hasRoom: Bool { waiting.count < Self.maximumWaiting }

  /// Takes the turn if nobody has it.
  mutating func takeIfFree() -> Bool {
    guard !isTaken else { return false }
    isTaken = true
    return true
  }

  /// Queues a caller, to be woken with the turn in its hand.
  mutating func wait(_ caller: CheckedContinuation<Void, Never>) { waiting.append(caller) }

  /// Gives the turn to whoever has waited longest, or to nobody.
  mutating func pass() {
    guard !waiting.isEmpty else {
      isTaken = false
      return
    }
    waiting.removeFirst().resume()
  }
}
