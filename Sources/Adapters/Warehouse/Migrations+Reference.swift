import DuckDB

extension Schema {
  /// What is known of instruments beside their prices. A key is the symbol under which the store
  /// keeps an instrument; a name is what it went by on a session.
  ///
  /// `facts` has no index: each save is written in the order of symbols, so that reading one symbol
  /// skips most of the table.
  static let reference: SQL = """
    CREATE TABLE instrument_names (
      key VARCHAR NOT NULL,
      symbol VARCHAR NOT NULL,
      from_session DATE,
      until_session DATE
    );
    CREATE TABLE profiles (
      symbol VARCHAR NOT NULL,
      name VARCHAR NOT NULL,
      kind VARCHAR NOT NULL,
      exchange VARCHAR,
      currency VARCHAR,
      country VARCHAR,
      sector VARCHAR,
      industry VARCHAR,
      cik VARCHAR,
      isin VARCHAR,
      cusip VARCHAR,
      listed_on DATE,
      delisted_on DATE,
      is_active BOOLEAN NOT NULL,
      provider VARCHAR NOT NULL,
      updated_at BIGINT NOT NULL
    );
    CREATE TABLE delistings (
      symbol VARCHAR NOT NULL,
      ticker VARCHAR NOT NULL,
      name VARCHAR NOT NULL,
      exchange VARCHAR,
      listed_on DATE,
      delisted_on DATE NOT NULL,
      provider VARCHAR NOT NULL,
      updated_at BIGINT NOT NULL
    );
    CREATE TABLE symbol_changes (
      changed_on DATE NOT NULL,
      old_symbol VARCHAR NOT NULL,
      new_symbol VARCHAR NOT NULL,
      name VARCHAR NOT NULL,
      result VARCHAR NOT NULL,
      bars BIGINT NOT NULL,
      provider VARCHAR NOT NULL,
      applied_at BIGINT NOT NULL
    );
    CREATE TABLE index_members (
      index_name VARCHAR NOT NULL,
      symbol VARCHAR NOT NULL,
      from_session DATE,
      until_session DATE,
      provider VARCHAR NOT NULL,
      updated_at BIGINT NOT NULL
    );
    CREATE TABLE facts (
      symbol VARCHAR NOT NULL,
      kind VARCHAR NOT NULL,
      item VARCHAR NOT NULL,
      period_end DATE NOT NULL,
      fiscal_year BIGINT NOT NULL,
      period VARCHAR NOT NULL,
      value DOUBLE NOT NULL,
      known_on DATE,
      currency VARCHAR,
      provider VARCHAR NOT NULL,
      recorded_at BIGINT NOT NULL
    );
    CREATE TABLE watchlist (
      symbol VARCHAR NOT NULL,
      by_account VARCHAR NOT NULL,
      recorded_at BIGINT NOT NULL
    );
    """
}
