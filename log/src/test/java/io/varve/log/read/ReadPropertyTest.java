package io.varve.log.read;

import static io.varve.log.TestReader.ALL;
import static io.varve.log.TestReader.records;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestCompactor;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.log.store.ReadLimits;
import io.varve.segment.SegmentSettings;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is written, moved, replaced and trimmed in whatever order: every offset of the log reads back what was
/// written there, from readers that follow closely and from ones that are behind. `-Dtest.seed` runs one seed alone.
class ReadPropertyTest {

    private static final int SEEDS = 20;
    private static final int STEPS = 60;
    private static final int PARTITIONS = 3;
    private static final int FEW_BYTES = 300;

    static LongStream seeds() {
        Long seed = Long.getLong("test.seed");
        return seed == null ? LongStream.range(0, SEEDS) : LongStream.of(seed);
    }

    /// What a partition should hold.
    private static final class Model {
        private final List<String> values = new ArrayList<>();
        private long logStartOffset;
    }

    private final TestLog log = new TestLog(PARTITIONS);
    private final List<Model> models = List.of(new Model(), new Model(), new Model());
    private final TestCompactor compactor = new TestCompactor(log, new SegmentSettings(600, 1));
    private int written;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyOffsetReadsBackWhatWasWrittenThere(long seed) {
        var random = new Random(seed);
        // One with room for everything, and one whose caches hold next to nothing and whose reads are narrow.
        var roomy = new TestReader(log);
        var poor = new TestReader(log, new ReadLimits(2, 2, 3, 300, 2000, ALL), ReadSettings.DEFAULT, 700);
        for (int step = 0; step < STEPS; step++) {
            act(random, roomy);
            if (random.nextInt(4) == 0) {
                roomy.follow();
            }
            if (random.nextInt(6) == 0) {
                checkSome(random, random.nextBoolean() ? roomy : poor);
            }
        }
        for (TestReader reader : List.of(roomy, poor, new TestReader(log))) {
            checkAll(reader);
        }
    }

    private void act(Random random, TestReader uploader) {
        int partition = random.nextInt(PARTITIONS);
        switch (random.nextInt(11)) {
            case 0, 1, 2, 3 -> {
                var flushed = log.flush(someBatches(random));
                if (random.nextBoolean()) {
                    uploader.cache.put(flushed.object(), flushed.encoded().payload());
                }
            }
            case 4, 5, 6 -> log.inline(someBatches(random));
            case 7 -> {
                if (log.hasInlined()) {
                    log.move();
                }
            }
            case 8 -> {
                Model model = models.get(partition);
                long left = log.highWatermark(partition) - model.logStartOffset;
                if (left > 0) {
                    model.logStartOffset += 1 + random.nextLong(left);
                    log.trim(partition, model.logStartOffset);
                }
            }
            case 9 -> {
                if (!log.hasInlined() && log.highWatermark(partition) > models.get(partition).logStartOffset) {
                    compactor.compact(partition);
                }
            }
            default -> log.time().advance(Duration.ofSeconds(random.nextInt(60)));
        }
    }

    private Map<Integer, List<ByteBuffer>> someBatches(Random random) {
        var batches = new HashMap<Integer, List<ByteBuffer>>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int count = random.nextInt(3);
            for (int i = 0; i < count || (i == 0 && partition == PARTITIONS - 1 && batches.isEmpty()); i++) {
                batches.computeIfAbsent(partition, absent -> new ArrayList<>()).add(someBatch(random, partition));
            }
        }
        return batches;
    }

    private ByteBuffer someBatch(Random random, int partition) {
        var values = new String[1 + random.nextInt(4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = "value " + written++ + "x".repeat(random.nextInt(40));
            models.get(partition).values.add(values[i]);
        }
        return TestBatch.of(written, values);
    }

    private void checkSome(Random random, TestReader reader) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Model model = models.get(partition);
            int known = model.values.size();
            if (known > model.logStartOffset) {
                long offset = model.logStartOffset + random.nextLong(known - model.logStartOffset);
                long knownEnd = knownEnd(reader, partition);
                PartitionRead read = reader.read(partition, offset, 1 + random.nextInt(500));
                // A reader that is behind waits at what it takes for the end; beyond that it looks first.
                if (offset == knownEnd) {
                    assertThat(records(read)).isEmpty();
                } else {
                    check(read, model, offset);
                }
            }
        }
    }

    private static long knownEnd(TestReader reader, int partition) {
        return reader.shard
                .replica()
                .query(state ->
                        state.bounds(TestLog.partition(partition)).orElseThrow().highWatermark());
    }

    private void checkAll(TestReader reader) {
        reader.follow();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Model model = models.get(partition);
            long end = model.values.size();
            for (long offset = model.logStartOffset; offset < end; offset++) {
                check(reader.read(partition, offset, FEW_BYTES), model, offset);
            }
            // Where memory is short, one read does not bring all row groups in; each brings some.
            long next = model.logStartOffset;
            while (next < end) {
                next = check(reader.read(partition, next, ALL), model, next);
            }
            assertThat(next).as("end of partition %d", partition).isEqualTo(end);
            assertThat(records(reader.read(partition, end))).isEmpty();
            assertThat(reader.read(partition, end + 1)).isInstanceOf(PartitionRead.OutOfRange.class);
            if (model.logStartOffset > 0) {
                assertThat(reader.read(partition, model.logStartOffset - 1))
                        .isInstanceOf(PartitionRead.OutOfRange.class);
            }
        }
    }

    /// @return the offset behind the last record
    private static long check(PartitionRead read, Model model, long offset) {
        List<TestBatch.Read> records = records(read);
        assertThat(records).as("records from %d on", offset).isNotEmpty();
        long first = records.getFirst().offset();
        long next = first + records.size();
        assertThat(offset).isBetween(first, next - 1);
        assertThat(records.stream().map(TestBatch.Read::offset).toList())
                .isEqualTo(LongStream.range(first, next).boxed().toList());
        assertThat(records.stream().map(TestBatch.Read::value).toList())
                .isEqualTo(model.values.subList((int) first, (int) next));
        return next;
    }
}
