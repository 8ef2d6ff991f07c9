enum RiskModule {}
