enum PerformanceModule {}
