import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and a polite request to end, seen as a wish instead of as the process's death.
final class Interruption: Sendable {
  private let count = Atomic<Int>(0)
  private let sources: [any DispatchSourceSignal]

  /// Whether somebody asked the command to end.
  var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Watches for the signals from now on; the third one ends the process at once.
  ///
  /// - Parameter ignoringHangup: Whether the closing of the terminal is nobody's wish.
  init(ignoringHangup: Bool = false) {
    let queue = DispatchQueue(label: "qs.interruption")
    if ignoringHangup { signal(SIGHUP, SIG_IGN) }
    sources = ([SIGINT, SIGTERM] + (ignoringHangup ? [] : [SIGHUP])).map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for source in sources {
      source.setEventHandler { [weak self] in
        guard let self else { return }
        if self.count.add(1, ordering: .relaxed).newValue >= 3 { exit(130) }
      }
      source.resume()
    }
  }

  /// Gives the signals their usual meaning back.
  func end() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
  }
}
