enum RehearsalModule {}
