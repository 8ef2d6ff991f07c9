import DuckDB
import Foundation
import Synchronization
import Testing

/// Threads that work on statements only while they are asked to.
@Suite struct HelperThreadsTests {
  private func connection(threads: Int = 2) throws -> Connection {
    try Database(
      .memory,
      settings: .init(
        threads: threads, preservesInsertionOrder: false, usesOneThreadUnlessAsked: true)
    ).connect()
  }

  /// The threads that read a table of a few parts.
  private func readers(_ connection: Connection, meeting: Meeting) throws -> Int {
    let table = MemoryTable(columns: [("n", .bigInteger)], parts: [2048, 2048]) { writer, _, _ in
      meeting.attend()
      writer.integers({ Int64($0) }, column: 0)
    }
    let sum = try connection.reading(table) { rows in
      try connection.first("SELECT sum(n)::BIGINT FROM " + rows) { try $0.integer(0) }
    }
    #expect(sum == Int64(2048 * 2047))
    return meeting.threads
  }

  @Test func `a statement stays on the thread that asks`() throws {
    let connection = try connection(threads: 4)

    #expect(try readers(connection, meeting: Meeting(waitsFor: 1)) == 1)
    #expect(connection.onAllThreads { 7 } == 7)
    #expect(try readers(connection, meeting: Meeting(waitsFor: 1)) == 1)
  }

  @Test func `the others join in while they are asked to, time and again`() throws {
    let connection = try connection()

    for _ in 0..<20 {
      let threads = try connection.onAllThreads {
        try readers(connection, meeting: Meeting(waitsFor: 2))
      }
      #expect(threads == 2)
    }
  }

  @Test func `those who ask at once share the help, and the last sends it home`() throws {
    let connection = try connection()
    let other = try Database(.memory).connect()

    let threads = try connection.onAllThreads {
      connection.onAllThreads {}
      try other.onAllThreads { try other.execute("SELECT 1") }
      return try readers(connection, meeting: Meeting(waitsFor: 2))
    }

    #expect(threads == 2)
    #expect(try readers(connection, meeting: Meeting(waitsFor: 1)) == 1)
  }

  @Test func `what is thrown inside comes out, and the help has gone`() throws {
    let connection = try connection()

    #expect(throws: DuckDBError.self) {
      try connection.onAllThreads { try connection.execute("SELECT nothing") }
    }
    #expect(try readers(connection, meeting: Meeting(waitsFor: 1)) == 1)
  }
}

/// Threads that wait until enough of them have come, ten seconds at most.
private final class Meeting: Sendable {
  private let wanted: Int
  private let seen = Mutex<Set<UInt>>([])

  init(waitsFor wanted: Int) { self.wanted = wanted }

  var threads: Int { seen.withLock(\.count) }

  func attend() {
    let thread = UInt(pthread_self())
    let end = Date(timeIntervalSinceNow: 10)
    var count = seen.withLock { seen in
      seen.insert(thread)
      return seen.count
    }
    while count < wanted, Date() < end {
      usleep(1000)
      count = threads
    }
  }
}
