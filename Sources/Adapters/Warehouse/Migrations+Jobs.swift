import DuckDB

extension Schema {
  /// How far a job got, so that a finished one still says so after a restart.
  static let jobProgress: SQL = """
    ALTER TABLE jobs ADD COLUMN completed BIGINT;
    ALTER TABLE jobs ADD COLUMN total BIGINT;
    ALTER TABLE jobs ADD COLUMN unit VARCHAR;
    """
}
