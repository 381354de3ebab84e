package io.varve.log.read;

import io.varve.core.TopicIdPartition;

/// From where on a partition is to be read.
///
/// @param maxBytes how much of it at most; the first batch of an answer may be larger
public record FetchPosition(TopicIdPartition partition, long offset, int maxBytes) {}
