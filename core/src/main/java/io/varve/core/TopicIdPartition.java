package io.varve.core;

/// One partition of one incarnation of a topic.
public record TopicIdPartition(TopicId topicId, int partition) implements Comparable<TopicIdPartition> {

    @Override
    public int compareTo(TopicIdPartition other) {
        int byTopic = topicId.compareTo(other.topicId);
        return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
        return topicId + "-" + partition;
    }
}
