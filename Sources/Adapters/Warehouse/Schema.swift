import Chronology
import DuckDB
import Market

/// The tables of a warehouse, and the way from any earlier version of them to this one.
struct Schema {
  /// One step from a version to the next, carried out in a transaction of its own.
  struct Migration {
    let version: Int64
    let name: String
    let statements: SQL
    /// What statements alone cannot fill.
    let fill: @Sendable (_ connection: Connection, _ now: Timestamp) throws -> Void

    init(
      version: Int64, name: String, statements: SQL,
      fill: @escaping @Sendable (_ connection: Connection, _ now: Timestamp) throws -> Void = {
        _, _ in
      }
    ) {
      self.version = version
      self.name = name
      self.statements = statements
      self.fill = fill
    }
  }

  let path: String

  /// Brings the file up to the newest version.
  ///
  /// - Parameter last: The version to stop at, as an older program would; to make a file of before.
  /// - Throws: `StoreError` when the file is newer than this program, or holds other tables.
  func migrate(
    _ connection: Connection, at now: Timestamp, through last: Int64 = Schema.newest
  ) throws {
    if try !hasVersions(connection) {
      guard try tableCount(connection) == 0 else { throw stranger }
      try connection.execute(
        """
        CREATE TABLE schema_versions (
          version BIGINT PRIMARY KEY,
          name VARCHAR NOT NULL,
          applied_at BIGINT NOT NULL
        )
        """)
    }
    let held = try version(connection)
    guard held <= Self.newest else { throw newer(held) }
    for migration in Self.migrations where migration.version > held && migration.version <= last {
      try connection.transaction {
        try connection.execute(migration.statements)
        try migration.fill(connection, now)
        try connection.change(
          "INSERT INTO schema_versions VALUES (?, ?, ?)",
          [.integer(migration.version), .text(migration.name), .integer(now.nanoseconds)])
      }
    }
  }

  /// Checks that the file has exactly this program's version, as reading without writing needs.
  func requireCurrent(on connection: Connection) throws {
    guard try hasVersions(connection) else { throw stranger }
    let held = try version(connection)
    guard held <= Self.newest else { throw newer(held) }
    guard held == Self.newest else {
      throw StoreError(
        .conflict,
        "The warehouse \(path) has schema version \(held); this program reads \(Self.newest).",
        remedy: "Open it once for writing, which brings it up to date.")
    }
  }

  /// True when a step of this name is among this program's.
  static func has(_ name: String) -> Bool { migrations.contains { $0.name == name } }

  static var newest: Int64 { migrations.map(\.version).max() ?? 0 }

  private func hasVersions(_ connection: Connection) throws -> Bool {
    try connection.first(
      "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_versions'"
    ) { row in try row.integer(0) } == 1
  }

  private func tableCount(_ connection: Connection) throws -> Int64 {
    try connection.first("SELECT count(*) FROM duckdb_tables() WHERE NOT temporary") { row in
      try row.integer(0)
    } ?? 0
  }

  private func version(_ connection: Connection) throws -> Int64 {
    try connection.first("SELECT coalesce(max(version), 0) FROM schema_versions") { row in
      try row.integer(0)
    } ?? 0
  }

  private var stranger: StoreError {
    StoreError(
      .conflict,
      "Cannot open warehouse \(path): the file is a database, but not a warehouse of QS.",
      remedy: "Name another file in data.directory; this one was left as it is.")
  }

  private func newer(_ held: Int64) -> StoreError {
    StoreError(
      .conflict,
      "Cannot open warehouse \(path): its schema version is \(held), and this program knows "
        + "versions up to \(Self.newest).",
      remedy: "Run the newer QS that wrote it, or restore a backup of before.")
  }
}
