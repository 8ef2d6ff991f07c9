import Foundation
import Logging
import Synchronization
import Testing

@testable import qs

struct LogsTests {
  /// Counts what it is given.
  private struct Counter: LogHandler {
    final class Lines: Sendable { let count = Mutex(0) }
    let lines = Lines()
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { lines.count.withLock { $0 += 1 } }
  }

  @Test func `a log that nobody reads holds nobody up`() throws {
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting.fileDescriptor
    let counter = Counter()
    let logger = Logger(label: "test") { _ in PatientLog(counter, to: writer) }
    logger.info("while there is room")
    #expect(counter.lines.count.withLock { $0 } == 1)

    #expect(fcntl(writer, F_SETFL, O_NONBLOCK) == 0)
    let page = [UInt8](repeating: 0x2E, count: 4096)
    while write(writer, page, page.count) > 0 {}
    logger.info("while it is full")
    #expect(counter.lines.count.withLock { $0 } == 1)

    _ = try pipe.fileHandleForReading.read(upToCount: 8192)
    logger.info("once it is read")
    #expect(counter.lines.count.withLock { $0 } == 2)
  }
}
