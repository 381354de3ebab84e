package io.varve.benchmarks.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// Makes record batches as a producer sends them: lz4, values like JSON documents of one shape, of which names repeat
/// and contents never do, so that a batch takes about half of what its records do. The same seed makes the same
/// batches. Not thread-safe.
final class JsonBatches {

    static final int VALUE_BYTES = 1 << 10;
    static final int RECORDS = 64;

    /// What a batch holds, without keys and headers.
    static final int BATCH_VALUE_BYTES = RECORDS * VALUE_BYTES;

    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

    private static final int DIGIT_BITS = 6;

    /// Contents of a field.
    private static final int CONTENT_BYTES = 24;

    private static final int FIELDS = 16;
    private static final int MAX_BATCH_BYTES = 2 * BATCH_VALUE_BYTES;

    private final SplittableRandom random;
    private final byte[] value = new byte[VALUE_BYTES];

    /// Where contents begin in a value.
    private final List<Integer> contents = new ArrayList<>();

    private long number;

    JsonBatches(long seed) {
        random = new SplittableRandom(seed);
        var shape = new StringBuilder("{");
        int fieldBytes = VALUE_BYTES / FIELDS;
        for (int i = 0; i < FIELDS; i++) {
            String name = String.format(Locale.ROOT, "\"order.lines[%02d].delivery.detail", i);
            String end = i == FIELDS - 1 ? "\"}" : "\",";
            int nameBytes = (i + 1) * fieldBytes - shape.length() - CONTENT_BYTES - end.length() - "\":\"".length();
            shape.append(name, 0, Math.min(name.length(), nameBytes));
            shape.append("_".repeat(Math.max(0, nameBytes - name.length()))).append("\":\"");
            contents.add(shape.length());
            shape.append(" ".repeat(CONTENT_BYTES)).append(end);
        }
        byte[] bytes = shape.toString().getBytes(StandardCharsets.US_ASCII);
        if (bytes.length != VALUE_BYTES) {
            throw new IllegalStateException("a value of " + bytes.length + " bytes");
        }
        System.arraycopy(bytes, 0, value, 0, VALUE_BYTES);
    }

    /// The next batch, whose base offset is 0.
    ByteBuffer next(long timestampMs) {
        var buffer = ByteBuffer.allocate(MAX_BATCH_BYTES);
        try (var builder = MemoryRecords.builder(buffer, Compression.lz4().build(), TimestampType.CREATE_TIME, 0L)) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] key = ("order-" + number++).getBytes(StandardCharsets.US_ASCII);
                builder.append(timestampMs + i / 8, key, freshValue());
            }
            ByteBuffer built = builder.build().buffer();
            // As long as needed: batches stay in caches.
            return ByteBuffer.allocate(built.remaining()).put(built.duplicate()).flip();
        }
    }

    private byte[] freshValue() {
        for (int at : contents) {
            long bits = 0;
            for (int i = 0; i < CONTENT_BYTES; i++) {
                if (i % (Long.SIZE / DIGIT_BITS) == 0) {
                    bits = random.nextLong();
                }
                value[at + i] = (byte) DIGITS.charAt((int) bits & (DIGITS.length() - 1));
                bits >>>= DIGIT_BITS;
            }
        }
        return value;
    }
}
