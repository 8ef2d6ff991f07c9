import Executors
import Foundation

/// A test of this bundle that runs in a process of its own, to be killed or to hold a lock.
///
/// The child is the same executable with one test selected; that test is enabled by the variable
/// `QS_TEST_CHILD` alone and so is skipped in ordinary runs. It says `ready` on a line of its own
/// through `ChildTest.say`, and ends by itself when its parent does, through `ChildTest.wait`. Reading
/// what it says blocks, and so has a thread of its own; a test that is cancelled ends its child.
actor ChildTest {
  private let executor = BlockingExecutor(label: "test.child")
  private let process = Process()
  private let output = Pipe()
  // Never written to: the child reads its end to learn that the parent is gone.
  private let leash = Pipe()
  private var unread: [UInt8] = []
  private var hasEnded = false
  /// The child's process id.
  nonisolated let processID: Int32

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Starts the test whose identifier matches `filter`.
  init(_ filter: String, environment: [String: String]) throws {
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--testing-library", "swift-testing", "--filter", filter]
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { $1 }
      .merging(["QS_TEST_CHILD": "1"]) { $1 }
    process.standardInput = leash
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    processID = process.processIdentifier
  }

  deinit { if !hasEnded { Foundation.kill(processID, SIGKILL) } }

  /// Returns the next line of the child's output that begins with `prefix`, or nil at its end.
  func line(beginning prefix: String) async -> String? {
    await withTaskCancellationHandler {
      nextLine(beginning: prefix)
    } onCancel: {
      Foundation.kill(processID, SIGKILL)
    }
  }

  private func nextLine(beginning prefix: String) -> String? {
    while true {
      while let end = unread.firstIndex(of: 0x0A) {
        let line = String(decoding: unread[..<end], as: UTF8.self)
        unread.removeSubrange(...end)
        if line.hasPrefix(prefix) { return line }
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { return nil }
      unread += more
    }
  }

  /// Ends the child as a loss of power would, and waits for its end.
  func kill() {
    guard !hasEnded else { return }
    Foundation.kill(processID, SIGKILL)
    process.waitUntilExit()
    hasEnded = true
  }

  // MARK: In the child

  /// True in a child.
  static var isChild: Bool {
    ProcessInfo.processInfo.environment["QS_TEST_CHILD"] != nil
  }

  /// Says a line to the parent at once.
  static func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }

  /// Waits until the parent is gone; the child is usually killed before that.
  static func wait() {
    while !FileHandle.standardInput.availableData.isEmpty {}
  }
}
