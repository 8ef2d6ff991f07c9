import DuckDB

extension Schema {
  /// Every evaluation with what it was made from; nothing in these tables is changed or removed.
  ///
  /// `trials` begins anew with more columns; `TrialTable.adopt` takes the entries of before over from
  /// `earlier_trials`, each with what its run and its report say. A return of `trial_returns` is a
  /// double and a session its day, both little-endian.
  static let ledger: SQL = """
    CREATE TABLE earlier_trials AS SELECT * FROM trials;
    DROP TABLE trials;
    CREATE TABLE trials (
      number BIGINT PRIMARY KEY,
      recorded_at BIGINT NOT NULL,
      by_account VARCHAR NOT NULL,
      run VARCHAR,
      specification_hash VARCHAR NOT NULL,
      sharpe DOUBLE,
      hypothesis VARCHAR NOT NULL,
      parent BIGINT,
      engine_version VARCHAR NOT NULL,
      snapshot VARCHAR,
      universe_hash VARCHAR NOT NULL,
      from_session DATE NOT NULL,
      to_session DATE NOT NULL,
      seed BIGINT NOT NULL,
      role VARCHAR NOT NULL,
      outcome VARCHAR NOT NULL,
      note VARCHAR NOT NULL,
      seconds DOUBLE NOT NULL
    );
    CREATE TABLE trial_figures (
      trial BIGINT NOT NULL,
      name VARCHAR NOT NULL,
      value DOUBLE NOT NULL
    );
    CREATE TABLE trial_returns (
      trial BIGINT PRIMARY KEY,
      sessions BLOB NOT NULL,
      returns BLOB NOT NULL
    );
    CREATE TABLE trial_tombstones (
      trial BIGINT NOT NULL,
      by_account VARCHAR NOT NULL,
      recorded_at BIGINT NOT NULL,
      reason VARCHAR NOT NULL
    );
    CREATE TABLE declared_trials (
      hypothesis VARCHAR NOT NULL,
      trials BIGINT NOT NULL,
      by_account VARCHAR NOT NULL,
      recorded_at BIGINT NOT NULL,
      reason VARCHAR NOT NULL
    );
    """

  /// The seal of the vault, every one it ever had, and the looks into it.
  static let vault: SQL = """
    CREATE TABLE vault_seals (
      sealed_from DATE NOT NULL,
      by_account VARCHAR NOT NULL,
      recorded_at BIGINT NOT NULL,
      reason VARCHAR NOT NULL
    );
    CREATE TABLE vault_openings (
      number BIGINT PRIMARY KEY,
      subject VARCHAR NOT NULL,
      specification_hash VARCHAR NOT NULL,
      from_session DATE NOT NULL,
      to_session DATE NOT NULL,
      by_account VARCHAR NOT NULL,
      recorded_at BIGINT NOT NULL,
      reason VARCHAR NOT NULL,
      trials BIGINT NOT NULL,
      run VARCHAR
    );
    CREATE TABLE vault_refusals (
      opening BIGINT NOT NULL,
      by_account VARCHAR NOT NULL,
      recorded_at BIGINT NOT NULL
    );
    """
}
