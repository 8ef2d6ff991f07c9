enum WireClientModule {}
