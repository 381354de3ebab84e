package io.varve.kafka.fetch;

/// What a consumer wants of one partition.
public record Wanted(PartitionKey key, long offset, int maxBytes, int currentLeaderEpoch) {}
