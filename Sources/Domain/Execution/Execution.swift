enum ExecutionModule {}
