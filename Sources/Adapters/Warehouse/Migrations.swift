import DuckDB

extension Schema {
  /// Every step, oldest first. A step that has been released is never changed again.
  ///
  /// Instants are whole nanoseconds since 1970-01-01T00:00:00Z, so that they come back exactly.
  static let migrations: [Migration] = [
    Migration(version: 1, name: "market data and ingestion", statements: marketData),
    Migration(version: 2, name: "runs and the trial ledger", statements: runs),
    Migration(version: 3, name: "governance and accounts", statements: governance),
    Migration(version: 4, name: "jobs", statements: jobs),
    Migration(version: 5, name: "holdings and versions", statements: holdings) { connection, now in
      try HoldingRows(connection: connection).refreshAll(at: now)
    },
    Migration(version: 6, name: "answers kept aside", statements: answersKeptAside),
    Migration(version: 7, name: "reference data", statements: reference),
    Migration(version: 8, name: "findings", statements: findings),
    Migration(version: 9, name: "how far a job got", statements: jobProgress),
    Migration(version: 10, name: "the whole trial ledger", statements: ledger) { connection, _ in
      try TrialTable.adopt(on: connection)
    },
    Migration(version: 11, name: "the vault", statements: vault),
  ]

  /// `bars` has no primary key, which would halve the rate of loading; `BarTable` keeps one bar a
  /// symbol and session. A missing value is null.
  private static let marketData: SQL = """
    CREATE TABLE bars (
      symbol VARCHAR NOT NULL,
      session DATE NOT NULL,
      open DOUBLE,
      high DOUBLE,
      low DOUBLE,
      close DOUBLE,
      volume DOUBLE,
      source VARCHAR NOT NULL
    );
    CREATE TABLE instruments (
      symbol VARCHAR PRIMARY KEY,
      name VARCHAR NOT NULL,
      prices VARCHAR NOT NULL,
      provider VARCHAR NOT NULL,
      updated_at BIGINT NOT NULL
    );
    CREATE TABLE actions (
      symbol VARCHAR NOT NULL,
      effective_on DATE NOT NULL,
      kind VARCHAR NOT NULL,
      new_shares DOUBLE,
      old_shares DOUBLE,
      amount DOUBLE,
      pay_date DATE,
      source VARCHAR NOT NULL
    );
    CREATE TABLE universes (
      name VARCHAR PRIMARY KEY,
      title VARCHAR NOT NULL,
      updated_at BIGINT NOT NULL
    );
    CREATE TABLE universe_members (
      universe VARCHAR NOT NULL,
      symbol VARCHAR NOT NULL
    );
    CREATE TABLE ingestions (
      run VARCHAR PRIMARY KEY,
      provider VARCHAR NOT NULL,
      started_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      planned BIGINT NOT NULL,
      finished BIGINT NOT NULL,
      is_complete BOOLEAN NOT NULL
    );
    CREATE TABLE outcomes (
      provider VARCHAR NOT NULL,
      symbol VARCHAR NOT NULL,
      run VARCHAR NOT NULL,
      result VARCHAR NOT NULL,
      bars BIGINT NOT NULL,
      message VARCHAR NOT NULL,
      asked_from DATE,
      asked_to DATE NOT NULL,
      recorded_at BIGINT NOT NULL,
      PRIMARY KEY (provider, symbol)
    );
    """

  private static let runs: SQL = """
    CREATE TABLE trials (
      number BIGINT PRIMARY KEY,
      recorded_at BIGINT NOT NULL,
      by_account VARCHAR NOT NULL,
      run VARCHAR NOT NULL,
      specification_hash VARCHAR NOT NULL,
      sharpe DOUBLE
    );
    CREATE TABLE runs (
      id VARCHAR PRIMARY KEY,
      trial BIGINT NOT NULL UNIQUE,
      name VARCHAR NOT NULL,
      specification_hash VARCHAR NOT NULL,
      specification VARCHAR NOT NULL,
      snapshot VARCHAR NOT NULL,
      engine_version VARCHAR NOT NULL,
      seed BIGINT NOT NULL,
      from_session DATE NOT NULL,
      to_session DATE NOT NULL,
      by_account VARCHAR NOT NULL,
      created_at BIGINT NOT NULL,
      seconds DOUBLE NOT NULL,
      digest VARCHAR NOT NULL,
      data_label VARCHAR
    );
    CREATE TABLE run_figures (run VARCHAR NOT NULL, name VARCHAR NOT NULL, value DOUBLE NOT NULL);
    CREATE TABLE run_caveats (run VARCHAR NOT NULL, place BIGINT NOT NULL, caveat VARCHAR NOT NULL);
    CREATE TABLE run_reports (run VARCHAR PRIMARY KEY, report BLOB NOT NULL);
    CREATE TABLE deliveries (
      run VARCHAR PRIMARY KEY,
      trial BIGINT NOT NULL,
      attempts BIGINT NOT NULL,
      last_error VARCHAR,
      link VARCHAR,
      updated_at BIGINT
    );
    """

  private static let governance: SQL = """
    CREATE TABLE audit (
      sequence BIGINT PRIMARY KEY,
      recorded_at BIGINT NOT NULL,
      actor VARCHAR NOT NULL,
      action VARCHAR NOT NULL,
      subject VARCHAR NOT NULL,
      rationale VARCHAR NOT NULL,
      details VARCHAR NOT NULL,
      previous_hash VARCHAR NOT NULL,
      hash VARCHAR NOT NULL
    );
    CREATE TABLE proposals (
      id VARCHAR PRIMARY KEY,
      specification_hash VARCHAR NOT NULL,
      specification_name VARCHAR NOT NULL,
      run VARCHAR NOT NULL,
      proposed_by VARCHAR NOT NULL,
      proposed_at BIGINT NOT NULL,
      rationale VARCHAR NOT NULL,
      state VARCHAR NOT NULL,
      is_approval BOOLEAN,
      decided_by VARCHAR,
      decided_at BIGINT,
      decision_rationale VARCHAR,
      expires_at BIGINT
    );
    CREATE TABLE accounts (
      name VARCHAR PRIMARY KEY,
      role VARCHAR NOT NULL,
      is_enabled BOOLEAN NOT NULL,
      verifier VARCHAR NOT NULL,
      created_at BIGINT NOT NULL
    );
    CREATE TABLE credentials (
      digest VARCHAR PRIMARY KEY,
      account VARCHAR NOT NULL,
      kind VARCHAR NOT NULL,
      label VARCHAR NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    );
    """

  private static let jobs: SQL = """
    CREATE TABLE jobs (
      id VARCHAR PRIMARY KEY,
      kind VARCHAR NOT NULL,
      title VARCHAR NOT NULL,
      state VARCHAR NOT NULL,
      by_account VARCHAR NOT NULL,
      created_at BIGINT NOT NULL,
      finished_at BIGINT,
      message VARCHAR NOT NULL,
      result VARCHAR
    );
    """
}
