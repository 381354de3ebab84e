package io.varve.kafka.codec;

import io.varve.kafka.records.BatchCheck;
import io.varve.kafka.records.BatchCheck.Passed;
import io.varve.kafka.records.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/// Batches as Kafka's own producer code builds them.
public final class Batches {

    private static final BatchCheck.Rules ANY = new BatchCheck.Rules(Integer.MAX_VALUE, true);

    private Batches() {}

    public static SimpleRecord record(long timestampMs, @Nullable String key, @Nullable String value) {
        return new SimpleRecord(timestampMs, bytes(key), bytes(value), new Header[] {
            new RecordHeader("header", bytes("of " + key)), new RecordHeader("empty", null)
        });
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    public static ByteBuffer of(Codec codec, SimpleRecord... records) {
        return MemoryRecords.withRecords(compression(codec), records).buffer();
    }

    public static ByteBuffer idempotent(long producerId, int epoch, int sequence, SimpleRecord... records) {
        return MemoryRecords.withIdempotentRecords(Compression.NONE, producerId, (short) epoch, sequence, records)
                .buffer();
    }

    public static ByteBuffer transactional(long producerId, int epoch, int sequence, SimpleRecord... records) {
        return MemoryRecords.withTransactionalRecords(Compression.NONE, producerId, (short) epoch, sequence, records)
                .buffer();
    }

    /// A batch as compaction leaves it: records at these offsets only.
    static ByteBuffer withGaps(Codec codec, long baseOffset, long lastOffset, long... offsets) {
        var builder = MemoryRecords.builder(
                ByteBuffer.allocate(1 << 16),
                RecordBatch.CURRENT_MAGIC_VALUE,
                compression(codec),
                TimestampType.CREATE_TIME,
                baseOffset,
                RecordBatch.NO_TIMESTAMP,
                RecordBatch.NO_PARTITION_LEADER_EPOCH);
        for (long offset : offsets) {
            builder.appendWithOffset(offset, record(100, "key", "value"));
        }
        builder.overrideLastOffset(lastOffset);
        return builder.build().buffer();
    }

    public static ByteBuffer ofMagic(byte magic, Codec codec, SimpleRecord... records) {
        return MemoryRecords.withRecords(magic, 0, compression(codec), TimestampType.CREATE_TIME, records)
                .buffer();
    }

    /// Some records of growing timestamps, 1000, 1010, ...
    public static SimpleRecord[] some(int count) {
        var records = new SimpleRecord[count];
        for (int i = 0; i < count; i++) {
            records[i] = record(1_000 + 10L * i, "key-" + i, "value-" + "x".repeat(i % 300));
        }
        return records;
    }

    public static Passed passed(ByteBuffer batch) {
        return (Passed) BatchCheck.of(batch, ANY);
    }

    /// The records in full, for comparison; reading them checks the batch.
    public static List<String> contents(ByteBuffer batch) {
        var contents = new ArrayList<String>();
        for (RecordBatch read : MemoryRecords.readableRecords(batch.duplicate()).batches()) {
            read.ensureValid();
            for (Record record : read) {
                contents.add(record.offset() + " " + record.timestamp() + " " + text(record.key()) + " "
                        + text(record.value()) + " " + List.of(record.headers()));
            }
        }
        return contents;
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? "null"
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static Compression compression(Codec codec) {
        return Compression.of(CompressionType.forId(codec.id())).build();
    }
}
