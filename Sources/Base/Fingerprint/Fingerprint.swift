enum FingerprintModule {}
