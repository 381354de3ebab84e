package io.varve.kafka.catalog;

/// What holds for topics whose creators leave it open, and for those that nobody created.
///
/// @param partitionCount Kafka's `num.partitions`
/// @param autoCreate whether a topic comes into being when a client asks where it is; Kafka's
///     `auto.create.topics.enable`
public record TopicDefaults(int partitionCount, boolean autoCreate) {

    public TopicDefaults {
        if (partitionCount < 1) {
            throw new IllegalArgumentException("a topic has at least one partition, not " + partitionCount);
        }
    }
}
