import Chronology
import DuckDB
import Executors
import Foundation
public import Market
public import Research
import Trading

/// Writes tables as Parquet files, in a database of its own in memory.
///
/// It needs neither the warehouse nor its lock, so a run's files can be made anywhere.
public actor ParquetExport: TradesExport {
  private let executor = BlockingExecutor(label: "parquet.export")
  private let folder: String

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// - Parameter folder: Where a file lies while it is made; made when it is missing.
  public init(scratch folder: String) { self.folder = folder }

  public func parquet(of fills: [FillRow]) async throws(StoreError) -> [UInt8] {
    let path = "\(folder)/fills-\(getpid()).parquet"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      // One thread keeps the rows in order and the bytes the same every time.
      let connection = try Database(.memory, settings: .init(threads: 1)).connect()
      try Self.fill(connection, with: fills)
      try connection.execute(
        "COPY fills TO " + SQL.path(path) + " (FORMAT parquet, COMPRESSION zstd)")
      let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
      try FileManager.default.removeItem(atPath: path)
      return bytes
    } catch {
      throw StoreFailure(doing: "write \(fills.count) fills as Parquet", path: path)
        .storeError(error)
    }
  }

  private static func fill(_ connection: Connection, with fills: [FillRow]) throws {
    try connection.execute(
      """
      CREATE TABLE fills (
        session DATE, symbol VARCHAR, shares DOUBLE, price DOUBLE, commission DOUBLE,
        order_id VARCHAR
      )
      """)
    let appender = try Appender(
      "fills", types: [.date, .text, .double, .double, .double, .text], on: connection)
    let shares = fills.map { $0.shares.double }
    let prices = fills.map { $0.price.double }
    let commissions = fills.map { $0.commission.double }
    var start = 0
    while start < fills.count {
      let rows = min(appender.capacity, fills.count - start)
      try appender.append(rows: rows) { writer in
        writer.days({ fills[start + $0].session.day }, column: 0)
        writer.texts({ fills[start + $0].symbol.ticker }, column: 1)
        writer.doubles(shares, from: start, column: 2)
        writer.doubles(prices, from: start, column: 3)
        writer.doubles(commissions, from: start, column: 4)
        writer.texts({ fills[start + $0].order?.description }, column: 5)
      }
      start += rows
    }
    try appender.finish()
  }
}
