package io.varve.log.read;

import static io.varve.log.TestReader.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestCompactor;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.log.store.ReadLimits;
import io.varve.segment.SegmentSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A consumer cannot tell whether a log was compacted: from every offset on, and with any limit, it gets the same
/// records, and always gets on. A thousand batches together; `-Dtest.seed` runs one seed alone.
class CompactionPropertyTest {

    private static final int SEEDS = 36;
    private static final int FLUSHES = 12;

    static LongStream seeds() {
        Long seed = Long.getLong("test.seed");
        return seed == null ? LongStream.range(0, SEEDS) : LongStream.of(seed);
    }

    private final TestLog log = new TestLog(1);

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRecordReadsTheSameBeforeAndAfterCompaction(long seed) {
        var random = new Random(seed);
        var begins = new ArrayList<Long>();
        for (int i = 0; i < FLUSHES; i++) {
            begins.add(log.highWatermark(0));
            var batches = new ByteBuffer[1 + random.nextInt(4)];
            Arrays.setAll(batches, b -> someBatch(random));
            log.flush(0, batches);
        }
        long end = log.highWatermark(0);
        SortedMap<Long, String> expected = readAll(new TestReader(log), 0, end, ALL);
        assertThat(expected).hasSize((int) end);

        // A third stays as it is, a third loses records, and of that a part loses all.
        var compactor = new TestCompactor(log, new SegmentSettings(1 + random.nextInt(3000), 1));
        long cleanedFrom = begins.get(FLUSHES / 3);
        long emptyFrom = begins.get(2 * FLUSHES / 3 - 2);
        long emptyTo = begins.get(2 * FLUSHES / 3);
        var dropped = new ArrayList<Long>();
        for (long offset = cleanedFrom; offset < emptyFrom; offset++) {
            // The first record of a range stays, for a segment has rows.
            if (offset > cleanedFrom && random.nextInt(3) > 0) {
                dropped.add(offset);
            }
        }
        compactor.compact(0, 0, cleanedFrom, offset -> true);
        compactor.compact(0, cleanedFrom, emptyFrom, offset -> !dropped.contains(offset));
        compactor.empty(0, emptyFrom, emptyTo);
        expected.keySet().removeAll(dropped);
        expected.subMap(emptyFrom, emptyTo).clear();
        check(expected, end);

        // Segments become one again.
        compactor.compact(0, 0, emptyFrom, offset -> true);
        check(expected, end);
    }

    private void check(SortedMap<Long, String> expected, long end) {
        var roomy = new TestReader(log);
        var poor = new TestReader(log, new ReadLimits(1, 1, 3, 300, ALL, ALL), ReadSettings.DEFAULT, 3000);
        for (long offset = 0; offset <= end; offset++) {
            for (int maxBytes : new int[] {1, 700, 5000, ALL}) {
                assertThat(readAll(roomy, offset, end, maxBytes))
                        .as("from %d by %d bytes", offset, maxBytes)
                        .isEqualTo(expected.tailMap(offset));
            }
            if (offset % 10 == 0) {
                assertThat(readAll(poor, offset, end, 700))
                        .as("from %d without a cache", offset)
                        .isEqualTo(expected.tailMap(offset));
            }
        }
    }

    /// What a consumer gets from an offset to the end.
    private static SortedMap<Long, String> readAll(TestReader reader, long from, long end, int maxBytes) {
        var records = new TreeMap<Long, String>();
        long position = from;
        while (position < end) {
            var read = (PartitionRead.Records) reader.read(0, position, maxBytes);
            assertThat(read.batches()).isNotEmpty();
            boolean onlyOne = read.batches().size() == 1;
            assertThat(onlyOne || read.sizeBytes() <= maxBytes).isTrue();
            long next = position;
            for (RecordBatch batch : MemoryRecords.readableRecords(read.copy()).batches()) {
                batch.ensureValid();
                assertThat(batch.baseOffset()).isGreaterThanOrEqualTo(next == position ? 0 : next);
                assertThat(batch.lastOffset()).isGreaterThanOrEqualTo(position);
                for (Record record : batch) {
                    if (record.offset() >= position) {
                        records.put(record.offset(), describe(batch, record));
                    }
                }
                next = batch.nextOffset();
            }
            position = next;
        }
        return records;
    }

    private static String describe(RecordBatch batch, Record record) {
        return String.join(
                " ",
                batch.compressionType().name,
                batch.baseOffset() + "–" + batch.lastOffset(),
                batch.producerId() + "/" + batch.producerEpoch() + "/" + batch.baseSequence(),
                Long.toString(record.timestamp()),
                hex(record.hasKey() ? record.key() : null),
                hex(record.hasValue() ? record.value() : null),
                Arrays.toString(record.headers()));
    }

    private static String hex(ByteBuffer bytes) {
        if (bytes == null) {
            return "null";
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return "[" + HexFormat.of().formatHex(copy) + "]";
    }

    private static ByteBuffer someBatch(Random random) {
        CompressionType codec = CompressionType.forId(random.nextInt(5));
        boolean idempotent = random.nextInt(3) == 0;
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1 << 16),
                RecordBatch.MAGIC_VALUE_V2,
                Compression.of(codec).build(),
                TimestampType.CREATE_TIME,
                0,
                RecordBatch.NO_TIMESTAMP,
                RecordBatch.NO_PRODUCER_ID,
                RecordBatch.NO_PRODUCER_EPOCH,
                RecordBatch.NO_SEQUENCE);
        if (idempotent) {
            // A producer of its own, so that sequences are always in order.
            builder.setProducerState(random.nextLong(1L << 40), (short) random.nextInt(100), 0, false);
        }
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            builder.append(
                    random.nextInt(10) == 0 ? -1 : random.nextLong(1L << 42),
                    random.nextInt(3) == 0 ? null : someBytes(random, 10),
                    random.nextInt(6) == 0 ? null : someBytes(random, 200),
                    someHeaders(random));
        }
        return builder.build().buffer();
    }

    private static Header[] someHeaders(Random random) {
        var headers = new Header[random.nextInt(3)];
        Arrays.setAll(
                headers,
                i -> new RecordHeader(
                        "key" + random.nextInt(2), random.nextInt(3) == 0 ? null : someBytes(random, 10)));
        return headers;
    }

    private static byte[] someBytes(Random random, int max) {
        byte[] bytes = new byte[random.nextInt(max)];
        random.nextBytes(bytes);
        return bytes;
    }
}
