enum MLflowModule {}
