package io.varve.compactor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.compactor.plan.Cleaning;
import io.varve.compactor.plan.StuckRuns;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogState;
import io.varve.segment.SegmentSettings;
import io.varve.storage.segment.SegmentPeriod;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyCleaningTest {

    /// Everything becomes a segment at once, of a few row groups.
    private static final CompactorSettings SETTINGS = settings(1 << 20);

    /// However much there is becomes one segment.
    private static final CompactorSettings LARGE_ROUNDS = settings(1 << 20, 1 << 20);

    private final TestCluster test = new TestCluster(1);
    private final CompactorCounts counts = new CompactorCounts();
    private final ShardCompactor compactor = new ShardCompactor(test.cluster, test.shard, SETTINGS, counts);

    private static CompactorSettings settings(long keyBytes) {
        return settings(keyBytes, 1);
    }

    private static CompactorSettings settings(long keyBytes, int roundBytes) {
        return new CompactorSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                roundBytes,
                Duration.ZERO,
                Duration.ZERO,
                keyBytes,
                new Sizes(1, 100_000, 2_000, 50),
                Sweeping.DEFAULT);
    }

    @AfterEach
    void close() {
        test.close();
    }

    /// A record as a reader finds it.
    private record Read(long offset, String key, String value) {}

    @Test
    void ofEachKeyTheLastRecordStaysAtItsOffset() {
        compacted(Map.of());
        flush("a", "1", "b", "1", "a", "2");
        flush("c", "1", "b", "2");

        compactor.compactIfDue();

        assertThat(read()).containsExactly(new Read(2, "a", "2"), new Read(3, "c", "1"), new Read(4, "b", "2"));
        assertThat(bounds()).isEqualTo(new LogBounds(0, 5, 5));
        assertThat(cleaned().endOffset()).isEqualTo(5);
    }

    @Test
    void aRecordThatWasCleanedBeforeGivesWayToALaterOne() {
        compacted(Map.of());
        flush("a", "1", "b", "1");
        compactor.compactIfDue();
        flush("a", "2", "c", "1");
        compactor.compactIfDue();

        assertThat(read()).containsExactly(new Read(1, "b", "1"), new Read(2, "a", "2"), new Read(3, "c", "1"));
    }

    @Test
    void aSegmentOfWhichNothingIsLeftIsARangeWithoutRecords() {
        compacted(Map.of());
        flush("a", "1", "b", "1");
        compactor.compactIfDue();
        flush("b", "2", "a", "2");
        compactor.compactIfDue();

        assertThat(test.runs(0).getFirst().source()).isEqualTo(new NoRecords());
        assertThat(test.runs(0).getFirst().endOffset()).isEqualTo(2);
        assertThat(read()).containsExactly(new Read(2, "b", "2"), new Read(3, "a", "2"));
    }

    @Test
    void aTombstoneStaysForAsLongAsItIsSetAndThenGoes() {
        compacted(Map.of("delete.retention.ms", "60000"));
        flush("a", "1", "b", "1");
        flush("a", null);
        compactor.compactIfDue();
        assertThat(read()).containsExactly(new Read(1, "b", "1"), new Read(2, "a", null));

        test.time.advance(Duration.ofSeconds(59));
        compactor.compactIfDue();
        assertThat(read()).hasSize(2);

        test.time.advance(Duration.ofSeconds(2));
        compactor.compactIfDue();

        assertThat(read()).containsExactly(new Read(1, "b", "1"));
        assertThat(bounds()).isEqualTo(new LogBounds(0, 3, 3));
        assertThat(cleaned().tombstones()).isFalse();
        assertThat(test.runs(0).getLast().endOffset()).isEqualTo(3);
    }

    @Test
    void aTombstoneStaysForAsLongAsItIsSetFromWhenWhatItDeletesHasGone() {
        compacted(Map.of("min.compaction.lag.ms", "600000"));
        flush("a", "1", "b", "1", "a", null);
        compactor.compactIfDue();
        var cleaning = new Cleaning(TestCluster.partition(0), test.runs(0), Cleaned.NOTHING, 0);
        var slow = new KeyCleaner(
                test.cluster,
                new StuckRuns(test.time),
                counts,
                _ -> new SegmentOutputs(
                        test.cluster.objectWriter(), SegmentSettings.DEFAULT, 1 << 20, SegmentPeriod.NONE, counts),
                1 << 20);

        LogCommand.Clean clean =
                slow.clean(cleaning, this::commitLate, test.time::wallMs).orElseThrow();

        assertThat(clean.cleaned().horizonMs()).isEqualTo(test.time.wallMs());
    }

    /// As by a process that stands still in between.
    private boolean commitLate(LogCommand.Compact compact) {
        test.time.advance(Duration.ofSeconds(61));
        return test.shard.proposeAndWait(compact).changes();
    }

    @Test
    void recordsThatAreTooYoungStayWhateverFollowsThem() {
        compacted(Map.of("min.compaction.lag.ms", "60000"));
        flush("a", "1", "a", "2");
        compactor.compactIfDue();
        assertThat(read()).hasSize(2);

        test.time.advance(Duration.ofSeconds(61));
        compactor.compactIfDue();

        assertThat(read()).containsExactly(new Read(1, "a", "2"));
    }

    @Test
    void littleThatIsNewIsNotWorthACleaningUntilItIsOld() {
        compacted(Map.of("min.cleanable.dirty.ratio", "0.9", "max.compaction.lag.ms", "60000"));
        flush("a", "1", "b", "1", "c", "1");
        compactor.compactIfDue();
        Cleaned first = cleaned();
        flush("a", "2");
        compactor.compactIfDue();
        assertThat(cleaned()).isEqualTo(first);

        test.time.advance(Duration.ofSeconds(60));
        compactor.compactIfDue();

        assertThat(read()).containsExactly(new Read(1, "b", "1"), new Read(2, "c", "1"), new Read(3, "a", "2"));
    }

    @Test
    void moreKeysThanThereIsMemoryForTakeSeveralCleanings() {
        compacted(Map.of("max.compaction.lag.ms", "1"));
        // 64 slots, of which 44 may be taken.
        var small = new ShardCompactor(test.cluster, test.shard, settings(64 * KeyIndex.BYTES_OF_KEY), counts);
        for (int round = 0; round < 4; round++) {
            var records = new ArrayList<String>();
            for (int key = 0; key < 15; key++) {
                records.add("k" + round + "-" + key);
                records.add("old");
            }
            records.add("shared");
            records.add("" + round);
            flush(records.toArray(String[]::new));
            small.compactAll();
        }

        for (int turn = 0; turn < 4; turn++) {
            test.time.advance(Duration.ofSeconds(1));
            small.compactIfDue();
        }

        assertThat(read()).hasSize(61);
        assertThat(read().getLast().value()).isEqualTo("3");
        assertThat(cleaned().endOffset()).isEqualTo(64);
    }

    @Test
    void aSegmentWithMoreKeysThanThereIsMemoryForTakesSeveralCleaningsToo() {
        compacted(Map.of("max.compaction.lag.ms", "1"));
        var small = new ShardCompactor(test.cluster, test.shard, settings(64 * KeyIndex.BYTES_OF_KEY), counts);
        var records = new ArrayList<String>();
        for (int key = 0; key < 100; key++) {
            records.addAll(List.of("k" + key, "old", "k" + key, "new"));
        }
        flush(records.toArray(String[]::new));

        for (int turn = 0; turn < 4; turn++) {
            test.time.advance(Duration.ofSeconds(1));
            small.compactIfDue();
        }

        assertThat(cleaned().endOffset()).isEqualTo(200);
        assertThat(read()).hasSize(100).extracting(Read::value).containsOnly("new");
    }

    /// Else what was written first is swept before it is named, and so by every turn.
    @Test
    void ofACleaningThatTakesLongerThanASweepAllowsSomeTakesEffect() {
        compacted(Map.of("min.compaction.lag.ms", "60000"));
        var smallSegments = new CompactorSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                Duration.ZERO,
                Duration.ZERO,
                1 << 20,
                new Sizes(1, 2_000, 1_000, 50),
                Sweeping.DEFAULT);
        var some = new ShardCompactor(test.cluster, test.shard, smallSegments, counts);
        var random = new Random(1);
        for (int i = 0; i < 12; i++) {
            flush("shared", "" + i, "k" + i, text(random), "l" + i, text(random));
            some.compactIfDue();
        }
        test.time.advance(Duration.ofSeconds(61));
        int before = read().size();
        var segments = new AtomicInteger();
        test.objects.afterCreate = key -> {
            if (key.contains("/data/") && segments.incrementAndGet() % 6 == 0) {
                sweepEverythingBefore();
            }
        };

        some.compactIfDue();
        assertThat(read().size()).isLessThan(before);

        for (int turn = 0; turn < 12; turn++) {
            some.compactIfDue();
        }
        assertThat(read()).hasSize(25);
        assertThat(cleaned().endOffset()).isEqualTo(36);
    }

    /// What was written under earlier epochs is not named any more from here on.
    private void sweepEverythingBefore() {
        long epoch = test.cluster.catalog().epoch() + 1;
        test.cluster.meta().proposeAndWait(new CatalogCommand.Tick(epoch));
        test.shard.proposeAndWait(new ShardCommand.Sweep(epoch));
    }

    private static String text(Random random) {
        return random.ints(3_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void aRecordThatIsOldEnoughIsCleanedThoughItIsBesideAYoungerOne() {
        compacted(Map.of("min.cleanable.dirty.ratio", "0.9", "max.compaction.lag.ms", "60000"));
        flush("a", "1", "b", "1", "c", "1");
        compactor.compactIfDue();
        flush("a", "2");
        test.time.advance(Duration.ofSeconds(50));
        flush("d", "1");
        var inLargeRounds = new ShardCompactor(test.cluster, test.shard, LARGE_ROUNDS, counts);
        inLargeRounds.compactIfDue();
        assertThat(test.runs(0)).hasSize(2);
        assertThat(read()).hasSize(5);

        test.time.advance(Duration.ofSeconds(10));
        inLargeRounds.compactIfDue();

        assertThat(read())
                .containsExactly(
                        new Read(1, "b", "1"), new Read(2, "c", "1"), new Read(3, "a", "2"), new Read(4, "d", "1"));
    }

    /// From before the topic was compacted: since then nobody can write any.
    @Test
    void recordsWithoutAKeyGo() {
        compacted(Map.of());
        flush("a", "1", null, "1", "b", "1");
        flush(null, "2");

        compactor.compactIfDue();

        assertThat(read()).containsExactly(new Read(0, "a", "1"), new Read(2, "b", "1"));
        assertThat(bounds()).isEqualTo(new LogBounds(0, 4, 4));
    }

    /// Else what has to go would stay for good after a version was rolled back.
    @Test
    void ofASegmentOfALaterVersionRecordsGiveWayToo() {
        compacted(Map.of("min.cleanable.dirty.ratio", "0"));
        flush("a", "1", "b", "1");
        compactor.compactIfDue();
        SegmentRef later = LaterVersion.replace(
                test, 0, (SegmentRef) test.runs(0).getFirst().source());
        flush("c", "1");
        compactor.compactIfDue();
        assertThat(test.runs(0).getFirst().source())
                .as("as long as all of it stays")
                .isEqualTo(later);
        assertThat(cleaned().endOffset()).isEqualTo(3);
        flush("a", "2");

        compactor.compactIfDue();

        assertThat(test.shard.replica().query(LogState::objects)).doesNotContain(later.object());
        assertThat(read()).containsExactly(new Read(1, "b", "1"), new Read(2, "c", "1"), new Read(3, "a", "2"));
        assertThat(cleaned().endOffset()).isEqualTo(4);
        assertThat(counts.damagedRuns()).isZero();
    }

    @Test
    void theLastValueOfEveryKeyIsThereAfterAnyNumberOfCleanings() {
        for (long seed = 0; seed < 20; seed++) {
            try (var cluster = new TestCluster(1)) {
                cleanAtRandom(cluster, new Random(seed), seed);
            }
        }
    }

    private void cleanAtRandom(TestCluster cluster, Random random, long seed) {
        cluster.createTopic(new TreeMap<>(Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0")));
        var some = new ShardCompactor(cluster.cluster, cluster.shard, SETTINGS, counts);
        var expected = new HashMap<String, String>();
        for (int i = 0; i < 30; i++) {
            var records = new ArrayList<String>();
            for (int r = random.nextInt(10); r >= 0; r--) {
                String key = "key " + random.nextInt(25);
                String value = random.nextInt(5) == 0 ? null : "value " + i + " " + r;
                records.add(key);
                records.add(value);
                expected.put(key, value);
            }
            cluster.flush(Map.of(0, List.of(batch(records.toArray(String[]::new)))));
            cluster.time.advance(Duration.ofSeconds(1));
            if (random.nextInt(4) == 0) {
                some.compactIfDue();
            }
        }
        some.compactIfDue();

        var found = new HashMap<String, String>();
        read(cluster)
                .forEach(record -> assertThat(found.put(record.key(), record.value()))
                        .as("seed %d: %s is there once", seed, record.key())
                        .isNull());
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }

    private void compacted(Map<String, String> configs) {
        var all = new TreeMap<String, String>(Map.of("cleanup.policy", "compact"));
        all.putAll(configs);
        test.createTopic(all);
    }

    private void flush(String... keysAndValues) {
        test.flush(Map.of(0, List.of(batch(keysAndValues))));
    }

    private static ByteBuffer batch(String... keysAndValues) {
        var records = new SimpleRecord[keysAndValues.length / 2];
        for (int i = 0; i < records.length; i++) {
            records[i] = new SimpleRecord(1_000, bytes(keysAndValues[2 * i]), bytes(keysAndValues[2 * i + 1]));
        }
        return MemoryRecords.withRecords(Compression.lz4().build(), records).buffer();
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private List<Read> read() {
        return read(test);
    }

    private static List<Read> read(TestCluster cluster) {
        var records = new ArrayList<Read>();
        cluster.batches(0).forEach(batch -> {
            for (Record record : MemoryRecords.readableRecords(batch).records()) {
                records.add(new Read(record.offset(), text(record.key()), text(record.value())));
            }
        });
        return records;
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private LogBounds bounds() {
        return test.shard
                .replica()
                .query(state -> state.bounds(TestCluster.partition(0)))
                .orElseThrow();
    }

    private Cleaned cleaned() {
        return test.shard.replica().query(state -> state.cleaned(TestCluster.partition(0)));
    }
}
