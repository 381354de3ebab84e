package io.varve.compactor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.compactor.TransactionLog;
import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.testkit.TestBatch;
import io.varve.testkit.TestConsumer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A consumer of committed records cannot tell whether and when a log was compacted in the midst of transactions: from
/// every offset on, and with any limit, it gets exactly what is committed. One of all records gets that too, and
/// nothing that was never written. `-Dtest.seed` runs one seed alone.
class TransactionPropertyTest {

    private static final int SEEDS = 30;
    private static final int ROUNDS = 12;
    private static final long[] PRODUCERS = {5, 6, 7};
    private static final int ALL = 1 << 20;

    private static final CompactorSettings SETTINGS = new CompactorSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            800,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            1 << 20,
            new Sizes(600, 4_000, 500, 3),
            Sweeping.DEFAULT);

    static LongStream seeds() {
        Long seed = Long.getLong("test.seed");
        return seed == null ? LongStream.range(0, SEEDS) : LongStream.of(seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsCommittedReadsTheSameBeforeAndAfterCompaction(long seed) {
        var random = new Random(seed);
        try (var test = new TestCluster(1)) {
            var log = new TransactionLog(test);
            ShardCompactor[] compactors = {compactor(test), compactor(test)};
            var history = new History(log, random);
            for (int round = 0; round < ROUNDS; round++) {
                history.goOn();
                int steps = random.nextInt(3);
                for (int i = 0; i < steps; i++) {
                    test.time.advance(Duration.ofMinutes(random.nextInt(20)));
                    ShardCompactor compactor = compactors[random.nextInt(compactors.length)];
                    if (random.nextInt(3) == 0) {
                        compactor.compactAll();
                    } else {
                        compactor.compactIfDue();
                    }
                    check(test, log, random);
                }
            }
            history.endAll();
            compactors[0].compactAll();
            check(test, log, random);
            if (!log.hasPoison()) {
                assertThat(test.runs(0)).allMatch(run -> isCompacted(run));
                assertThat(test.shard
                                .replica()
                                .<Object>query(state ->
                                        state.abortedTransactions(TestCluster.partition(0), 0, Long.MAX_VALUE)))
                        .isEqualTo(List.of());
            }
        }
    }

    private static boolean isCompacted(Run run) {
        return run.source() instanceof SegmentRef || run.source() instanceof NoRecords;
    }

    private static ShardCompactor compactor(TestCluster test) {
        return new ShardCompactor(test.cluster, test.shard, SETTINGS, new CompactorCounts());
    }

    /// What producers do.
    private static final class History {

        private final TransactionLog log;
        private final Random random;
        private final Set<Long> open = new TreeSet<>();
        private int values;

        History(TransactionLog log, Random random) {
            this.log = log;
            this.random = random;
        }

        void goOn() {
            int steps = 1 + random.nextInt(6);
            for (int i = 0; i < steps; i++) {
                step();
            }
        }

        private void step() {
            long producer = PRODUCERS[random.nextInt(PRODUCERS.length)];
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> {
                    if (open.remove(producer)) {
                        log.end(0, producer, random.nextBoolean());
                    }
                }
                case 3 -> log.trim(0, random.nextDouble());
                default -> {
                    log.begin(0, PRODUCERS);
                    for (int batches = 1 + random.nextInt(4); batches > 0; batches--) {
                        addBatch(PRODUCERS[random.nextInt(PRODUCERS.length)]);
                    }
                    log.flush();
                }
            }
        }

        private void addBatch(long producer) {
            var of = new String[1 + random.nextInt(3)];
            for (int i = 0; i < of.length; i++) {
                of[i] = "v" + values++ + "x".repeat(random.nextInt(3) * 10);
            }
            boolean poison = random.nextInt(8) == 0;
            if (random.nextInt(3) == 0) {
                log.add(0, poison, of);
            } else {
                open.add(producer);
                log.addTransactional(0, producer, poison, of);
            }
        }

        void endAll() {
            open.forEach(producer -> log.end(0, producer, random.nextBoolean()));
            open.clear();
        }
    }

    private static void check(TestCluster test, TransactionLog log, Random random) {
        LogBounds bounds = log.bounds(0);
        NavigableMap<Long, String> committed = log.committed(0);
        NavigableMap<Long, String> all = log.all(0);
        for (long offset = bounds.logStartOffset(); offset <= bounds.highWatermark(); offset++) {
            int maxBytes = random.nextInt(3) == 0 ? ALL : 1 + random.nextInt(600);
            TestConsumer consumer = log.consume(0, true, offset, maxBytes);
            assertThat(values(consumer))
                    .as("committed from %d by %d bytes", offset, maxBytes)
                    .isEqualTo(committed.subMap(offset, Math.max(offset, bounds.lastStableOffset())));
            assertThat(consumer.position()).isEqualTo(Math.max(offset, bounds.lastStableOffset()));
            if (offset % 3 == 0) {
                TestConsumer ofAll = log.consume(0, false, offset, maxBytes);
                assertThat(ofAll.position()).isEqualTo(bounds.highWatermark());
                assertThat(all.tailMap(offset).entrySet())
                        .containsAll(values(ofAll).entrySet());
                assertThat(values(ofAll).entrySet())
                        .containsAll(committed.tailMap(offset).entrySet());
            }
        }
        checkSegments(test, committed, bounds.logStartOffset());
        checkSnapshot(test);
    }

    private static NavigableMap<Long, String> values(TestConsumer consumer) {
        var values = new TreeMap<Long, String>();
        consumer.records()
                .forEach(record ->
                        assertThat(values.put(record.offset(), record.value())).isNull());
        return values;
    }

    /// Rows are what the table has: committed, and part of no transaction.
    private static void checkSegments(TestCluster test, NavigableMap<Long, String> committed, long logStartOffset) {
        for (Run run : test.runs(0)) {
            switch (run.source()) {
                case SegmentRef _ -> {
                    for (ByteBuffer batch : test.batches(run)) {
                        assertThat(batch.getShort(21) & 0x30).isZero();
                        TestBatch.records(batch).stream()
                                .filter(record -> record.offset() >= logStartOffset)
                                .forEach(
                                        record -> assertThat(committed).containsEntry(record.offset(), record.value()));
                    }
                }
                case ObjectRef _, NoRecords _, EndMarker _, InlineRef _ -> {}
            }
        }
    }

    private static void checkSnapshot(TestCluster test) {
        byte[] encoded = test.shard.replica().query(TransactionPropertyTest::encode);
        assertThat(encode(LogState.read(new ByteReader(encoded)))).isEqualTo(encoded);
    }

    private static byte[] encode(LogState state) {
        var out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }
}
