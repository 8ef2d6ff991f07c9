import DuckDB

extension Schema {
  /// What the store keeps of its bars beside them, so that no page counts them.
  ///
  /// `holdings` has one row for each symbol with bars: `sessions` counts its bars on sessions of the
  /// exchange, `missing` the sessions between `first` and `last` without one. The rows of
  /// `bar_months` add up to the bars on sessions of each month (year times 12, plus the month from
  /// 0), and are right for the revision `months_revision`. `bar_versions` keeps the values that a later answer replaced, until
  /// `superseded_at`; one that did not exist is a bar that came late.
  static let holdings: SQL = """
    CREATE TABLE holdings (
      symbol VARCHAR NOT NULL,
      first DATE NOT NULL,
      last DATE NOT NULL,
      bars BIGINT NOT NULL,
      sessions BIGINT NOT NULL,
      missing BIGINT NOT NULL,
      source VARCHAR NOT NULL,
      revision BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    );
    CREATE TABLE store_state (
      lineage VARCHAR NOT NULL,
      revision BIGINT NOT NULL,
      months_revision BIGINT NOT NULL
    );
    INSERT INTO store_state VALUES (uuid()::VARCHAR, 0, 0);
    CREATE TABLE bar_months (month BIGINT NOT NULL, bars BIGINT NOT NULL);
    CREATE TABLE bar_versions (
      symbol VARCHAR NOT NULL,
      session DATE NOT NULL,
      open DOUBLE,
      high DOUBLE,
      low DOUBLE,
      close DOUBLE,
      volume DOUBLE,
      source VARCHAR NOT NULL,
      existed BOOLEAN NOT NULL,
      superseded_at BIGINT NOT NULL,
      revision BIGINT NOT NULL
    );
    CREATE TABLE data_changes (
      symbol VARCHAR NOT NULL,
      session DATE NOT NULL,
      cause VARCHAR NOT NULL,
      before DOUBLE,
      after DOUBLE,
      provider VARCHAR NOT NULL,
      run VARCHAR NOT NULL,
      noted_at BIGINT NOT NULL
    );
    CREATE TABLE source_notes (
      symbol VARCHAR NOT NULL,
      session DATE,
      kind VARCHAR NOT NULL,
      detail VARCHAR NOT NULL,
      provider VARCHAR NOT NULL,
      noted_at BIGINT NOT NULL
    );
    CREATE TABLE refusals (
      provider VARCHAR NOT NULL,
      key VARCHAR NOT NULL,
      reason VARCHAR NOT NULL,
      until BIGINT NOT NULL,
      PRIMARY KEY (provider, key)
    );
    CREATE TABLE minutes (
      symbol VARCHAR NOT NULL,
      opens_at TIMESTAMP NOT NULL,
      interval_minutes BIGINT NOT NULL,
      open DOUBLE,
      high DOUBLE,
      low DOUBLE,
      close DOUBLE,
      volume DOUBLE,
      source VARCHAR NOT NULL
    );
    """
}
