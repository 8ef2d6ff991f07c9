enum OmegaModule {}
