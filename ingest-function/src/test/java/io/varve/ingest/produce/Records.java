package io.varve.ingest.produce;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/// Records as Kafka's own producer encodes them.
final class Records {

    private Records() {}

    static SimpleRecord record(long timestampMs, @Nullable String key, String value) {
        return new SimpleRecord(
                timestampMs,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }

    /// One batch, a record for each value.
    static MemoryRecords of(String... values) {
        var records = new SimpleRecord[values.length];
        for (int i = 0; i < values.length; i++) {
            records[i] = record(1_000, "key", values[i]);
        }
        return MemoryRecords.withRecords(Compression.NONE, records);
    }

    static MemoryRecords withoutKey(String value) {
        return MemoryRecords.withRecords(Compression.NONE, record(1_000, null, value));
    }

    static MemoryRecords idempotent(long producerId, int baseSequence, String value) {
        return MemoryRecords.withIdempotentRecords(
                Compression.NONE, producerId, (short) 0, baseSequence, record(1_000, "key", value));
    }

    static MemoryRecords transactional(long producerId, String value) {
        return transactional(producerId, (short) 0, 0, value);
    }

    static MemoryRecords transactional(long producerId, short producerEpoch, int baseSequence, String value) {
        return MemoryRecords.withTransactionalRecords(
                Compression.NONE, producerId, producerEpoch, baseSequence, record(1_000, "key", value));
    }
}
