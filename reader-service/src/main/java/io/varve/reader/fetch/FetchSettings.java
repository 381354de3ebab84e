package io.varve.reader.fetch;

/// Bounds of what consumers ask for.
///
/// @param maxResponseBytes of one answer, whatever the consumer asks for; Kafka's `fetch.max.bytes` of the broker
/// @param maxSessionPartitions that all fetch sessions together remember
public record FetchSettings(int maxResponseBytes, long maxSessionPartitions) {

    public static final FetchSettings DEFAULT = new FetchSettings(55 << 20, 1_000_000);
}
