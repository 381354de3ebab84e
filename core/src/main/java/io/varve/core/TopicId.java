package io.varve.core;

/// The identity of a topic, new with every creation: a re-created topic of the same name has another one. On the Kafka
/// protocol it is the topic's `Uuid`.
public record TopicId(long high, long low) implements Comparable<TopicId> {

    @Override
    public int compareTo(TopicId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// Thirty-two hexadecimal digits, as in object keys.
    @Override
    public String toString() {
        return new Id128(high, low).toString();
    }
}
