public import Chronology
import DuckDB
public import Market
public import Research

extension Warehouse: TrialLedger {
  public func trialCount() async throws(StoreError) -> Int {
    try await read("count the trials") { connection in try TrialTable.count(on: connection) }
  }

  /// The newest first.
  public func trials(limit: Int, offset: Int) async throws(StoreError) -> [Trial] {
    try await read("list the trials") { connection in
      try TrialTable.entries(
        " ORDER BY number DESC LIMIT ? OFFSET ?", [.integer(limit), .integer(offset)],
        on: connection)
    }
  }

  public func trial(_ number: Int) async throws(StoreError) -> Trial {
    try await read("read trial \(number)") { connection in
      guard
        let trial = try TrialTable.entries(
          " WHERE number = ?", [.integer(number)], on: connection
        ).first
      else { throw Self.unknown(trial: number) }
      return trial
    }
  }

  public func trialSharpes() async throws(StoreError) -> [Double] {
    try await read("read the Sharpe ratios of all trials") { connection in
      try connection.rows(
        "SELECT sharpe FROM trials WHERE sharpe IS NOT NULL ORDER BY number"
      ) { row in try row.double(0) }
    }
  }

  public func append(_ draft: TrialDraft) async throws(StoreError) -> Trial {
    try await write("append to the trial ledger") { connection in
      try connection.transaction {
        let number = try TrialTable.count(on: connection) + 1
        try TrialTable.insert(draft, number: number, run: nil, returns: nil, on: connection)
        return Trial(number: number, run: nil, entry: draft)
      }
    }
  }

  public func returns(of trials: [Int]) async throws(StoreError) -> [Int: TrialReturns] {
    try await read("read the returns of \(trials.count) trials") { connection in
      try TrialTable.returns(of: trials, on: connection)
    }
  }

  public func declare(_ declared: DeclaredTrials) async throws(StoreError) {
    try await write("declare trials") { connection in
      _ = try connection.change(
        "INSERT INTO declared_trials VALUES (?, ?, ?, ?, ?)",
        [
          .text(declared.hypothesis), .integer(declared.count), .text(declared.by),
          .integer(declared.at.nanoseconds), .text(declared.because),
        ])
    }
  }

  public func declaredTrials() async throws(StoreError) -> [DeclaredTrials] {
    try await read("list the declared trials") { connection in
      try connection.rows(
        """
        SELECT hypothesis, trials, by_account, recorded_at, reason FROM declared_trials
        WHERE trials > 0 ORDER BY recorded_at, hypothesis
        """
      ) { row in
        DeclaredTrials(
          hypothesis: try row.text(0), count: try row.count(1), by: try row.text(2),
          at: try row.instant(3), because: try row.text(4))
      }
    }
  }

  public func bury(
    _ trial: Int, by: String, because: String, at now: Timestamp
  ) async throws(StoreError) {
    try await write("bury trial \(trial)") { connection in
      try connection.transaction {
        let known = try connection.first(
          "SELECT count(*) FROM trials WHERE number = ?", [.integer(trial)]
        ) { row in try row.integer(0) }
        guard known == 1 else { throw Self.unknown(trial: trial) }
        try connection.change(
          "INSERT INTO trial_tombstones VALUES (?, ?, ?, ?)",
          [.integer(trial), .text(by), .integer(now.nanoseconds), .text(because)])
      }
    }
  }

  private static func unknown(trial: Int) -> StoreError {
    StoreError(
      .missing, "There is no trial \(trial).", remedy: "List the trials to see which there are.")
  }
}
