import Foundation
import Platform
import Testing

@testable import qs

struct LocalPlatformTests {
  @Test func `what kept the platform from opening keeps its words and its remedy`() {
    let damaged = Refusal(
      503, "desk.journal", "The desk's journal failed", detail: "It is damaged at byte 7.",
      remedy: "Keep it as evidence.")

    let failure = LocalPlatform.failure(of: damaged, opening: "/data")

    #expect(failure.code == "desk.journal")
    #expect(failure.message == "It is damaged at byte 7.")
    #expect(failure.remedy == "Keep it as evidence.")
    #expect(failure.outcome == .failed)
  }

  @Test func `a directory that cannot be made is told without the system's debug text`() {
    let failure = LocalPlatform.failure(
      of: CocoaError(.fileWriteNoPermission), opening: "/proc/nope")

    #expect(failure.code == "platform.unopened")
    #expect(failure.message.hasPrefix("/proc/nope cannot be opened: "))
    #expect(!failure.message.contains("NSCocoaErrorDomain"))
  }
}
