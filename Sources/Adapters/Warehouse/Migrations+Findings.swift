import DuckDB

extension Schema {
  /// What the health rules found, and what was taken out of the data or kept beside it.
  ///
  /// `origin` is `rules` for what checking again may resolve, and `identity` for what only a person
  /// can. A bar has one row a session in `bars`; `quarantined_bars` has its columns.
  static let findings: SQL = """
    CREATE TABLE findings (
      id VARCHAR NOT NULL,
      symbol VARCHAR NOT NULL,
      session DATE NOT NULL,
      rule VARCHAR NOT NULL,
      severity VARCHAR NOT NULL,
      evidence VARCHAR NOT NULL,
      repair VARCHAR NOT NULL,
      state VARCHAR NOT NULL,
      origin VARCHAR NOT NULL,
      found_at BIGINT NOT NULL,
      decided_by VARCHAR,
      decided_at BIGINT,
      reason VARCHAR NOT NULL
    );
    CREATE TABLE health_checks (
      symbol VARCHAR NOT NULL,
      revision BIGINT NOT NULL,
      rules BIGINT NOT NULL,
      through DATE NOT NULL,
      checked_at BIGINT NOT NULL
    );
    CREATE TABLE quarantined_bars (
      symbol VARCHAR NOT NULL,
      session DATE NOT NULL,
      open DOUBLE,
      high DOUBLE,
      low DOUBLE,
      close DOUBLE,
      volume DOUBLE,
      source VARCHAR NOT NULL,
      finding VARCHAR NOT NULL,
      quarantined_at BIGINT NOT NULL
    );
    CREATE TABLE second_bars (
      symbol VARCHAR NOT NULL,
      session DATE NOT NULL,
      open DOUBLE,
      high DOUBLE,
      low DOUBLE,
      close DOUBLE,
      volume DOUBLE,
      source VARCHAR NOT NULL,
      updated_at BIGINT NOT NULL
    );
    """
}
