package io.varve.reader.fetch;

/// What a consumer wants of one partition.
record Wanted(PartitionKey key, long offset, int maxBytes, int currentLeaderEpoch) {}
