import Dispatch
import DuckDB
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct DatabaseTests {
  @Test func `a file that is no database is called corrupt and left alone`() throws {
    let folder = try ScratchFolder()
    let path = folder.file("x.duckdb")
    let bytes = Data("This is a letter, not a database. ".utf8) + Data(count: 20_000)
    try bytes.write(to: URL(fileURLWithPath: path))

    let error = #expect(throws: DuckDBError.self) { _ = try Database(.file(path)) }

    #expect(error?.code == .corrupt)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
  }

  @Test func `a read-only database answers and refuses to change`() throws {
    let folder = try ScratchFolder()
    let path = folder.file("x.duckdb")
    try Database(.file(path)).connect().execute("CREATE TABLE t AS SELECT 7::BIGINT AS n")

    let reader = try Database(.file(path), settings: .init(isReadOnly: true)).connect()
    let error = #expect(throws: DuckDBError.self) { try reader.execute("INSERT INTO t VALUES (8)") }

    #expect(error?.code == .readOnly)
    let kept = try reader.rows("SELECT n FROM t") { row throws(DuckDBError) in try row.integer(0) }
    #expect(kept == [7])
  }

  @Test func `an interrupted query throws and the connection goes on`() throws {
    let connection = try Database(.memory, settings: .init(threads: 1)).connect()
    let interrupter = connection.interrupter

    // The other thread interrupts until the query has stopped: an interrupt that comes before the
    // query has begun is forgotten by DuckDB. A thread of its own, because other tests may hold
    // every thread of the cooperative pool.
    let hasStopped = Flag()
    let thread = DispatchQueue(label: "interrupter")
    thread.async { while !hasStopped.isRaised { interrupter.interrupt() } }
    let error = #expect(throws: DuckDBError.self) {
      try connection.execute("SELECT count(*) FROM range(100000000) a(x), range(1000) b(y)")
    }
    hasStopped.raise()
    thread.sync {}

    #expect(error?.code == .interrupted)
    let answer = try connection.first("SELECT 42::BIGINT") { row throws(DuckDBError) in
      try row.integer(0)
    }
    #expect(answer == 42)
  }

  @Test func `a transaction interrupted to its very end leaves none behind`() throws {
    let connection = try Database(.memory, settings: .init(threads: 1)).connect()
    let interrupter = connection.interrupter

    for _ in 0..<20 {
      let hasStopped = Flag()
      let thread = DispatchQueue(label: "interrupter")
      thread.async { while !hasStopped.isRaised { interrupter.interrupt() } }
      let error = #expect(throws: DuckDBError.self) {
        try connection.transaction {
          try connection.execute("SELECT count(*) FROM range(100000000) a(x), range(1000) b(y)")
        }
      }
      hasStopped.raise()
      thread.sync {}

      #expect(error?.code == .interrupted)
      let answer = try connection.transaction {
        try connection.first("SELECT 42::BIGINT") { row throws(DuckDBError) in try row.integer(0) }
      }
      #expect(answer == 42)
    }
  }
}

/// Tells another thread that something is over.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isRaised: Bool { value.load(ordering: .acquiring) }

  func raise() { value.store(true, ordering: .releasing) }
}
