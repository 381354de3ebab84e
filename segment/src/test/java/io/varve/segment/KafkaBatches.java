package io.varve.segment;

import io.varve.core.Crc32c;
import io.varve.storage.batch.RecordBatchLayout;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecord;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/// Batches that Kafka's own code writes and reads.
public final class KafkaBatches {

    private static final int NO_LEADER = -1;

    private KafkaBatches() {}

    /// A record to be written.
    public record Content(int offsetDelta, long timestampMs, byte[] key, byte[] value, Header... headers) {}

    /// What a batch is beside its records.
    public record Kind(
            CompressionType codec,
            TimestampType timestampType,
            long producerId,
            short producerEpoch,
            int baseSequence,
            boolean transactional) {

        public static Kind plain(CompressionType codec) {
            return new Kind(codec, TimestampType.CREATE_TIME, -1, (short) -1, -1, false);
        }
    }

    public static ByteBuffer write(
            Kind kind, long baseOffset, int lastOffsetDelta, long maxTimestampMs, List<Content> contents) {
        long baseTimestampMs = contents.getFirst().timestampMs();
        var output = new ByteBufferOutputStream(1 << 10);
        output.position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        try (var records = new DataOutputStream(
                Compression.of(kind.codec()).build().wrapForOutput(output, RecordBatch.MAGIC_VALUE_V2))) {
            for (Content content : contents) {
                DefaultRecord.writeTo(
                        records,
                        content.offsetDelta(),
                        content.timestampMs() - baseTimestampMs,
                        content.key() == null ? null : ByteBuffer.wrap(content.key()),
                        content.value() == null ? null : ByteBuffer.wrap(content.value()),
                        content.headers());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer batch = output.buffer();
        int size = batch.position();
        batch.position(0);
        DefaultRecordBatch.writeHeader(
                batch,
                baseOffset,
                lastOffsetDelta,
                size,
                RecordBatch.MAGIC_VALUE_V2,
                kind.codec(),
                kind.timestampType(),
                0,
                0,
                kind.producerId(),
                kind.producerEpoch(),
                kind.baseSequence(),
                kind.transactional(),
                false,
                false,
                NO_LEADER,
                contents.size());
        // Kafka refuses to write some times that it reads.
        batch.putLong(RecordBatchLayout.BASE_TIMESTAMP, baseTimestampMs);
        batch.putLong(RecordBatchLayout.MAX_TIMESTAMP, maxTimestampMs);
        return sealed(batch.limit(size).position(0).slice());
    }

    /// The batch with its length and its checksum set.
    public static ByteBuffer sealed(ByteBuffer batch) {
        batch.putInt(RecordBatchLayout.LENGTH, batch.limit() - RecordBatchLayout.LOG_OVERHEAD_BYTES);
        int checked = batch.limit() - RecordBatchLayout.ATTRIBUTES;
        return batch.putInt(RecordBatchLayout.CRC, Crc32c.of(batch.slice(RecordBatchLayout.ATTRIBUTES, checked)));
    }

    /// A batch of whatever can be.
    public static ByteBuffer random(Random random, long baseOffset) {
        int lastOffsetDelta = random.nextInt(20);
        var contents = new ArrayList<Content>();
        boolean gaps = random.nextInt(4) == 0;
        long baseTimestampMs = timestamp(random);
        for (int delta = 0; delta <= lastOffsetDelta; delta++) {
            if (gaps && random.nextBoolean() && (delta < lastOffsetDelta || !contents.isEmpty())) {
                continue;
            }
            long timestampMs = random.nextInt(5) == 0 ? timestamp(random) : baseTimestampMs + random.nextInt(1000);
            contents.add(new Content(delta, timestampMs, bytes(random, 20), bytes(random, 500), headers(random)));
        }
        long maxTimestampMs =
                contents.stream().mapToLong(Content::timestampMs).max().orElseThrow();
        boolean idempotent = random.nextBoolean();
        var kind = new Kind(
                CompressionType.forId(random.nextInt(5)),
                random.nextInt(4) == 0 ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                idempotent ? random.nextLong(1 << 20) : -1,
                idempotent ? (short) random.nextInt(1 << 15) : -1,
                idempotent ? random.nextInt(Integer.MAX_VALUE) : -1,
                idempotent && random.nextBoolean());
        return write(kind, baseOffset, lastOffsetDelta, maxTimestampMs, contents);
    }

    /// The batches as Kafka reads them.
    public static List<RecordBatch> read(ByteBuffer batches) {
        var read = new ArrayList<RecordBatch>();
        MemoryRecords.readableRecords(batches.duplicate()).batches().forEach(read::add);
        return read;
    }

    /// Everything that a consumer can learn from a batch.
    public static List<String> seen(ByteBuffer bytes) {
        var seen = new ArrayList<String>();
        for (RecordBatch batch : read(bytes)) {
            batch.ensureValid();
            seen.add(List.of(
                            batch.baseOffset(),
                            batch.lastOffset(),
                            batch.compressionType(),
                            batch.timestampType(),
                            ((DefaultRecordBatch) batch).baseTimestamp(),
                            batch.maxTimestamp(),
                            batch.producerId(),
                            batch.producerEpoch(),
                            batch.baseSequence(),
                            batch.lastSequence(),
                            batch.isTransactional(),
                            batch.isControlBatch(),
                            batch.deleteHorizonMs(),
                            batch.countOrNull())
                    .toString());
            for (Record record : batch) {
                seen.add(List.of(
                                record.offset(),
                                record.timestamp(),
                                record.sequence(),
                                text(record.key()),
                                text(record.value()))
                        .toString());
                for (Header header : record.headers()) {
                    seen.add(header.key() + "=" + Arrays.toString(header.value()));
                }
            }
        }
        return seen;
    }

    private static String text(ByteBuffer bytes) {
        if (bytes == null) {
            return "null";
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return Arrays.toString(copy);
    }

    private static long timestamp(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> -1;
            case 1 -> -random.nextLong(1L << 40);
            case 2 -> Long.MAX_VALUE;
            case 3 -> 0;
            default -> 1_700_000_000_000L + random.nextInt(1_000_000);
        };
    }

    private static byte[] bytes(Random random, int bound) {
        if (random.nextInt(5) == 0) {
            return random.nextBoolean() ? null : new byte[0];
        }
        byte[] bytes = new byte[random.nextInt(bound)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Header[] headers(Random random) {
        Header[] headers = new Header[random.nextInt(3) == 0 ? random.nextInt(5) : 0];
        for (int i = 0; i < headers.length; i++) {
            byte[] value = bytes(random, 30);
            headers[i] = switch (random.nextInt(3)) {
                case 0 -> new RecordHeader("schlüssel", value);
                case 1 -> new RecordHeader("", value);
                default -> new RecordHeader("trace-" + random.nextInt(3), value);
            };
        }
        return headers;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
