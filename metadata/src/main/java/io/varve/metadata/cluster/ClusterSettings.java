package io.varve.metadata.cluster;

import io.varve.metadata.replica.Tailer;

/// How a process takes part in a cluster.
///
/// @param shards for a cluster that does not exist yet
/// @param pace how often shards are looked at that others append to
/// @param upkeep when there is work to do on shards, for processes that do it
public record ClusterSettings(ShardCounts shards, Tailer.Pace pace, UpkeepSettings upkeep) {}
