enum FilesModule {}
