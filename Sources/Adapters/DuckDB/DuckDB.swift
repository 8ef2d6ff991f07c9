enum DuckDBModule {}
