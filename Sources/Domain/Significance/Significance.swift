enum SignificanceModule {}
