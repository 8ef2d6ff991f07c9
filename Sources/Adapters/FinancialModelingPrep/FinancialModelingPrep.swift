enum FinancialModelingPrepModule {}
