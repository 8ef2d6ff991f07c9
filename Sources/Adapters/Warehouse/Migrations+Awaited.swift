import DuckDB

extension Schema {
  /// Tables of the bars that the reference data and the findings read.
  static let awaited: SQL = """
    CREATE TABLE holdings (
      symbol VARCHAR NOT NULL,
      first DATE,
      last DATE,
      bars BIGINT NOT NULL,
      source VARCHAR NOT NULL,
      revision BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    );
    CREATE TABLE store_state (lineage VARCHAR NOT NULL, revision BIGINT NOT NULL);
    INSERT INTO store_state VALUES ('awaited', 0);
    """

  static let awaitedVersions: SQL = """
    CREATE TABLE bar_versions (symbol VARCHAR NOT NULL, session DATE NOT NULL);
    CREATE TABLE source_notes (
      symbol VARCHAR NOT NULL,
      session DATE,
      kind VARCHAR NOT NULL,
      detail VARCHAR NOT NULL
    );
    """
}
