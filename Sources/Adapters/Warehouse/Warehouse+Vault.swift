import Chronology
import DuckDB
import Governance
public import Market
public import Research

extension Warehouse: VaultStore {
  public func vault() async throws(StoreError) -> VaultState {
    try await read("read the vault") { connection in
      VaultState(
        seal: try VaultTable.seal(on: connection),
        openings: try VaultTable.openings(on: connection))
    }
  }

  public func seal(_ seal: VaultSeal) async throws(StoreError) {
    try await write("seal the vault") { connection in
      try connection.transaction {
        if let held = try VaultTable.seal(on: connection), seal.from > held.from {
          throw held.refusal(of: seal.from)
        }
        try connection.change(
          "INSERT INTO vault_seals VALUES (?, ?, ?, ?)",
          [
            .date(seal.from.day), .text(seal.by), .integer(seal.at.nanoseconds),
            .text(seal.because),
          ])
        try AuditTable.append(
          AuditDraft(
            actor: seal.by, action: "vault.sealed", subject: "\(seal.from)",
            rationale: seal.because),
          at: seal.at, on: connection)
      }
    }
  }

  public func open(_ opening: VaultOpening) async throws(StoreError) -> VaultOpening {
    let answer = try await write("open the vault") { connection in
      try connection.transaction {
        let held = try VaultTable.openings(on: connection)
        let earlier = held.first {
          $0.subject == opening.subject && $0.from <= opening.to && $0.to >= opening.from
        }
        // A refusal is itself a fact to keep, so it may not end the transaction as an error.
        if let earlier {
          try VaultTable.refuse(opening, after: earlier, on: connection)
          return Result<VaultOpening, StoreError>.failure(earlier.refusal)
        }
        let kept = opening.kept(as: (held.last?.number ?? 0) + 1)
        try VaultTable.insert(kept, on: connection)
        return .success(kept)
      }
    }
    return try answer.get()
  }

  public func conclude(_ opening: Int, run: String) async throws(StoreError) {
    try await write("note the run of opening \(opening)") { connection in
      let changed = try connection.change(
        "UPDATE vault_openings SET run = ? WHERE number = ? AND run IS NULL",
        [.text(run), .integer(opening)])
      guard changed == 1 else {
        throw StoreError(
          .missing, "No opening \(opening) of the vault waits for a run.",
          remedy: "Read the vault to see its openings.")
      }
    }
  }
}

/// The statements of the vault's tables.
private enum VaultTable {
  /// The earliest session ever sealed, since a seal only grows.
  static func seal(on connection: Connection) throws -> VaultSeal? {
    try connection.first(
      """
      SELECT sealed_from, by_account, recorded_at, reason FROM vault_seals
      ORDER BY sealed_from, recorded_at LIMIT 1
      """
    ) { row in
      VaultSeal(
        from: try row.session(0), by: try row.text(1), at: try row.instant(2),
        because: try row.text(3))
    }
  }

  static func openings(on connection: Connection) throws -> [VaultOpening] {
    try connection.rows(
      """
      SELECT number, subject, specification_hash, from_session, to_session, by_account,
        recorded_at, reason, trials, run,
        (SELECT count(*) FROM vault_refusals WHERE opening = number)
      FROM vault_openings ORDER BY number
      """
    ) { row in
      VaultOpening(
        number: try row.count(0), subject: try row.text(1), specificationHash: try row.text(2),
        from: try row.session(3), to: try row.session(4), by: try row.text(5),
        at: try row.instant(6), because: try row.text(7), trials: try row.count(8),
        run: try row.textOrNull(9), refusals: try row.count(10))
    }
  }

  static func insert(_ opening: VaultOpening, on connection: Connection) throws {
    try connection.change(
      "INSERT INTO vault_openings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
      [
        .integer(opening.number), .text(opening.subject), .text(opening.specificationHash),
        .date(opening.from.day), .date(opening.to.day), .text(opening.by),
        .integer(opening.at.nanoseconds), .text(opening.because), .integer(opening.trials),
      ])
    try AuditTable.append(
      AuditDraft(
        actor: opening.by, action: "vault.opened", subject: opening.specificationHash,
        rationale: opening.because),
      at: opening.at, on: connection)
  }

  static func refuse(
    _ opening: VaultOpening, after earlier: VaultOpening, on connection: Connection
  ) throws {
    try connection.change(
      "INSERT INTO vault_refusals VALUES (?, ?, ?)",
      [.integer(earlier.number), .text(opening.by), .integer(opening.at.nanoseconds)])
    try AuditTable.append(
      AuditDraft(
        actor: opening.by, action: "vault.refused", subject: opening.specificationHash,
        rationale: opening.because),
      at: opening.at, on: connection)
  }
}
