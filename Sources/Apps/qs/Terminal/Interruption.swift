import Foundation
import Synchronization

/// Ctrl-C and a polite request to end, seen as a wish instead of as the process's death.
struct Interruption: Sendable {
  /// How often the signals came; the handler may do no more than count.
  private static let count = Atomic<Int>(0)

  private let numbers: [Int32]

  /// Whether somebody asked the command to end.
  var isRequested: Bool { Self.count.load(ordering: .relaxed) > 0 }

  /// Whether somebody asked again, and will not wait for a good end.
  var isUrgent: Bool { Self.count.load(ordering: .relaxed) > 1 }

  /// Watches for the signals from now on; the third one ends the process at once.
  ///
  /// - Parameter ignoringHangup: Whether the closing of the terminal is nobody's wish.
  init(ignoringHangup: Bool = false) {
    numbers = [SIGINT, SIGTERM] + (ignoringHangup ? [] : [SIGHUP])
    Self.count.store(0, ordering: .relaxed)
    if ignoringHangup { signal(SIGHUP, SIG_IGN) }
    for number in numbers {
      signal(number) { _ in
        if Interruption.count.add(1, ordering: .relaxed).newValue >= 3 { _exit(130) }
      }
    }
  }

  /// Gives the signals their usual meaning back.
  func end() {
    for number in numbers { signal(number, SIG_DFL) }
  }
}
