package io.varve.kafka.fetch;

import org.apache.kafka.common.Uuid;

/// A partition as a fetch request names it: by its topic's name up to version 12, by its topic's id from then on.
///
/// @param topic empty where the id names the topic
/// @param topicId zero where the name does
public record PartitionKey(String topic, Uuid topicId, int partition) {}
