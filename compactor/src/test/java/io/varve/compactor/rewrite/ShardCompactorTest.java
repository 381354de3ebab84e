package io.varve.compactor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.storage.Payload;
import io.varve.storage.decorator.StoreMeter.Request;
import io.varve.storage.segment.SegmentPeriod;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardCompactorTest {

    private static final String LONG = "x".repeat(1000);

    /// A round is worth 4 KB, a partition a segment from 2 KB on.
    private static final int SEGMENT_BYTES = 20_000;

    private static final CompactorSettings SETTINGS = new CompactorSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            4_000,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            1 << 20,
            new Sizes(2_000, SEGMENT_BYTES, 2_000, 3),
            Sweeping.DEFAULT);

    private final TestCluster test = new TestCluster(3);
    private final CompactorCounts counts = new CompactorCounts();
    private final ShardCompactor compactor = new ShardCompactor(test.cluster, test.shard, SETTINGS, counts);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void nothingIsRewrittenBeforeItIsDue() {
        test.flush(Map.of(0, List.of(batch("a"))));

        compactor.compactIfDue();

        assertThat(kinds(0)).containsExactly(ObjectRef.Kind.WAL);
    }

    @Test
    void muchOfAPartitionBecomesASegmentAndLittleABundle() {
        test.flush(Map.of(0, List.of(batch(LONG), batch(LONG)), 1, List.of(batch("a"))));
        test.flush(Map.of(0, List.of(batch(LONG), batch("last")), 1, List.of(batch("b", "c"))));
        test.flush(Map.of(0, List.of(batch(LONG)), 2, List.of(batch("d"))));
        List<List<TestBatch.Read>> before = List.of(test.records(0), test.records(1), test.records(2));
        var atFirst = test.meter.counts();

        compactor.compactIfDue();

        assertThat(kinds(0)).containsOnly(ObjectRef.Kind.SEGMENT);
        assertThat(kinds(1)).containsExactly(ObjectRef.Kind.BUNDLE);
        assertThat(kinds(2)).containsExactly(ObjectRef.Kind.BUNDLE);
        assertThat(test.meter.counts().since(atFirst).of(Request.READ)).isEqualTo(3);
        assertThat(test.meter.counts().since(atFirst).of(Request.CREATE)).isEqualTo(2);
        assertThat(test.meter.counts().since(atFirst).of(Request.LIST)).isZero();
        assertThat(List.of(test.records(0), test.records(1), test.records(2))).isEqualTo(before);
        Set<ObjectRef> named = test.shard.replica().query(LogState::objects);
        assertThat(named).noneMatch(object -> object.kind() == ObjectRef.Kind.WAL);
    }

    /// The request budget, over several rounds and partitions: what is rewritten is read once and written once.
    @Test
    void everyWriteAheadObjectIsReadOnceAndEverySegmentWrittenOnce() {
        int objects = 12;
        var unmerged = new CompactorSettings(
                SETTINGS.every(),
                SETTINGS.retainEvery(),
                SETTINGS.roundBytes(),
                SETTINGS.roundAfter(),
                SETTINGS.tableLag(),
                SETTINGS.keyBytes(),
                new Sizes(2_000, 1 << 20, 2_000, 100),
                Sweeping.DEFAULT);
        for (int i = 0; i < objects; i++) {
            var batches = List.of(batch(LONG + i));
            test.flush(Map.of(0, batches, 1, batches, 2, batches));
        }
        var written = test.meter.counts();

        new ShardCompactor(test.cluster, test.shard, unmerged, counts).compactIfDue();

        var requests = test.meter.counts().since(written);
        assertThat(requests.requests())
                .isEqualTo(Map.of(
                        Request.READ,
                        (long) objects,
                        Request.CREATE,
                        counts.segments(),
                        Request.HEAD,
                        0L,
                        Request.LIST,
                        0L,
                        Request.DELETE,
                        0L));
        // Six rounds of two objects each, in which every partition has enough.
        assertThat(counts.segments()).isEqualTo(6 * 3);
    }

    @Test
    void segmentsOfATopicWithPeriodsEndWhereOneDoes() {
        test.createTopic(new TreeMap<>(Map.of(SegmentPeriod.CONFIG, "day")));
        for (int day = 0; day < 3; day++) {
            test.flush(Map.of(0, List.of(batch("a"), batch("b"))));
            test.flush(Map.of(0, List.of(batch("c"))));
            test.time.advance(Duration.ofDays(1));
        }
        var before = test.records(0);

        compactor.compactAll();

        assertThat(segments(0)).hasSize(3).allMatch(segment -> SegmentPeriod.DAY.holds(segment.stats()));
        assertThat(test.records(0)).isEqualTo(before);
    }

    @Test
    void segmentsOfDifferentPeriodsAreNotMerged() {
        test.createTopic(new TreeMap<>(Map.of(SegmentPeriod.CONFIG, "day")));
        for (int segments : List.of(1, 3)) {
            segmentsOfADay(segments);
        }

        // Three are enough, and one is of another day.
        assertThat(segments(0))
                .extracting(segment -> segment.stats().rowCount())
                .containsExactly(1L, 3L);
        assertThat(segments(0)).allMatch(segment -> SegmentPeriod.DAY.holds(segment.stats()));
    }

    @Test
    void ofAPeriodThatIsOverFewSegmentsAreMergedToo() {
        test.createTopic(new TreeMap<>(Map.of(SegmentPeriod.CONFIG, "day")));
        segmentsOfADay(2);
        assertThat(segments(0)).hasSize(2);
        segmentsOfADay(2);

        assertThat(segments(0))
                .extracting(segment -> segment.stats().rowCount())
                .containsExactly(2L, 1L, 1L);
        assertThat(segments(0)).allMatch(segment -> SegmentPeriod.DAY.holds(segment.stats()));
    }

    /// A whole one in the same period keeps nobody waiting.
    @Test
    void ofAPeriodThatIsOverFewSegmentsBeforeAWholeOneAreMergedToo() {
        test.createTopic(new TreeMap<>(Map.of(SegmentPeriod.CONFIG, "day")));
        smallSegments(2);
        var whole = new byte[SEGMENT_BYTES];
        new Random(1).nextBytes(whole);
        test.flush(Map.of(0, List.of(batch(HexFormat.of().formatHex(whole)))));
        compactor.compactAll();
        test.time.advance(Duration.ofDays(1));
        assertThat(segments(0)).hasSize(3);

        segmentsOfADay(1);

        assertThat(segments(0))
                .extracting(segment -> segment.stats().rowCount())
                .containsExactly(2L, 1L, 1L);
    }

    private void segmentsOfADay(int count) {
        smallSegments(count);
        test.time.advance(Duration.ofDays(1));
    }

    private void smallSegments(int count) {
        for (int i = 0; i < count; i++) {
            test.flush(Map.of(0, List.of(batch("a"))));
            compactor.compactAll();
        }
    }

    private List<SegmentRef> segments(int partition) {
        return sources(partition).stream().map(SegmentRef.class::cast).toList();
    }

    @Test
    void whatIsOldEnoughBecomesASegmentHoweverLittleItIs() {
        test.flush(Map.of(0, List.of(batch("a")), 1, List.of(batch("b"))));
        test.time.advance(Duration.ofMinutes(5));
        compactor.compactIfDue();
        assertThat(kinds(0)).containsExactly(ObjectRef.Kind.BUNDLE);
        var before = test.records(0);

        test.time.advance(Duration.ofMinutes(10));
        compactor.compactIfDue();

        assertThat(kinds(0)).containsExactly(ObjectRef.Kind.SEGMENT);
        assertThat(kinds(1)).containsExactly(ObjectRef.Kind.SEGMENT);
        assertThat(test.records(0)).isEqualTo(before);
    }

    @Test
    void recordsInBundlesGoIntoTheSegmentOfThoseThatFollow() {
        test.flush(Map.of(0, List.of(batch("a"))));
        test.time.advance(Duration.ofMinutes(5));
        compactor.compactIfDue();
        test.flush(Map.of(0, List.of(batch(LONG), batch(LONG), batch(LONG), batch(LONG))));
        var before = test.records(0);

        compactor.compactIfDue();

        assertThat(kinds(0)).containsOnly(ObjectRef.Kind.SEGMENT);
        assertThat(sources(0)).hasSize(1);
        assertThat(test.records(0)).isEqualTo(before);
    }

    @Test
    void recordsThatNobodyCanReadStayAsTheyAreInABundle() {
        ByteBuffer poison = poison();
        test.flush(Map.of(0, List.of(batch(LONG), batch(LONG), poison, batch(LONG), batch(LONG), batch("last"))));

        compactor.compactIfDue();
        compactor.compactIfDue();

        assertThat(kinds(0)).containsSubsequence(ObjectRef.Kind.SEGMENT, ObjectRef.Kind.BUNDLE, ObjectRef.Kind.SEGMENT);
        Run kept = test.runs(0).stream()
                .filter(run -> run.source() instanceof ObjectRef)
                .findFirst()
                .orElseThrow();
        assertThat(kept.baseOffset()).isEqualTo(2);
        assertThat(kept.endOffset()).isEqualTo(3);
        assertThat(test.memory.read(
                        ((ObjectRef) kept.source()).key(test.cluster.clusterId()), kept.position(), kept.sizeBytes()))
                .isEqualTo(poison);
        assertThat(counts.poisonBatches()).isEqualTo(1);
    }

    @Test
    void whatIsNotWhatWasWrittenStaysWhereItIs() {
        ObjectRef object =
                test.flush(Map.of(0, List.of(batch(LONG), batch(LONG), batch(LONG)), 1, List.of(batch("sound"))));
        Run run = test.runs(0).getFirst();
        test.flipBit(object, run.position() + run.sizeBytes() / 2, 0);
        test.time.advance(Duration.ofMinutes(5));
        var soundBefore = test.records(1);

        compactor.compactIfDue();
        compactor.compactIfDue();

        assertThat(sources(0)).contains(object);
        assertThat(test.runs(0).getLast().source()).isEqualTo(object);
        assertThat(test.runs(0).getFirst().baseOffset()).isZero();
        assertThat(test.runs(0).getLast().endOffset()).isEqualTo(3);
        assertThat(test.records(1)).isEqualTo(soundBefore);
        assertThat(kinds(1)).containsExactly(ObjectRef.Kind.BUNDLE);
        assertThat(counts.damagedRuns()).isEqualTo(1);
    }

    @Test
    void anObjectThatIsGoneHoldsUpNoOther() {
        ObjectRef lost = test.flush(Map.of(0, List.of(batch(LONG), batch(LONG))));
        test.flush(Map.of(1, List.of(batch(LONG), batch(LONG), batch(LONG), batch(LONG))));
        delete(lost);
        var before = test.records(1);

        compactor.compactIfDue();

        assertThat(sources(0)).containsExactly(lost);
        assertThat(kinds(1)).containsOnly(ObjectRef.Kind.SEGMENT);
        assertThat(test.records(1)).isEqualTo(before);
        assertThat(counts.damagedRuns()).isEqualTo(1);
        var after = test.meter.counts();
        compactor.compactIfDue();
        assertThat(test.meter.counts().since(after).of(Request.READ)).isZero();
    }

    @Test
    void ofATruncatedObjectWhatIsThereIsRewritten() {
        var batches = List.of(batch(LONG), batch(LONG), batch(LONG), batch(LONG));
        ObjectRef object = test.flush(Map.of(0, batches, 1, batches));
        truncate(object, test.runs(1).getFirst().position() + 10);
        var before = test.records(0);

        compactor.compactIfDue();

        assertThat(kinds(0)).containsOnly(ObjectRef.Kind.SEGMENT);
        assertThat(test.records(0)).isEqualTo(before);
        assertThat(sources(1)).containsExactly(object);
        assertThat(counts.damagedRuns()).isEqualTo(1);
    }

    @Test
    void aSegmentThatIsGoneHoldsUpNoOtherMerge() {
        for (int i = 0; i < 3; i++) {
            test.flush(Map.of(0, List.of(batch("round " + i)), 1, List.of(batch("sound " + i))));
            test.time.advance(Duration.ofMinutes(15));
            if (i == 2) {
                delete(((SegmentRef) test.runs(0).getFirst().source()).object());
            }
            compactor.compactIfDue();
        }

        assertThat(sources(0)).hasSize(3);
        assertThat(sources(1)).hasSize(1);
        assertThat(counts.damagedRuns()).isEqualTo(1);
    }

    @Test
    void whatAnotherCompactorHasRewrittenMeanwhileIsNotMissed() {
        ObjectRef object = test.flush(Map.of(0, List.of(batch(LONG), batch(LONG), batch(LONG), batch(LONG))));
        var before = test.records(0);
        var other = new ShardCompactor(test.cluster, test.shard, SETTINGS, new CompactorCounts());
        test.objects.beforeRead = key -> {
            test.objects.beforeRead = again -> {};
            other.compactIfDue();
            delete(object);
        };

        compactor.compactIfDue();

        assertThat(test.records(0)).isEqualTo(before);
        assertThat(counts.damagedRuns()).isZero();
    }

    @Test
    void twoCompactorsDoNotRewriteInTurnsWhatNobodyCanRead() {
        test.flush(Map.of(
                0, List.of(batch(LONG), batch(LONG), poison(), poison(), batch(LONG), batch(LONG), batch("last"))));
        var other = new ShardCompactor(test.cluster, test.shard, SETTINGS, counts);
        compactor.compactIfDue();
        List<Run> first = test.runs(0);

        for (int turn = 0; turn < 3; turn++) {
            test.time.advance(Duration.ofMinutes(15));
            other.compactIfDue();
            compactor.compactIfDue();
        }

        assertThat(test.runs(0)).isEqualTo(first);
        assertThat(counts.bundles()).isEqualTo(1);
    }

    /// As many as a process remembers, and one more.
    @Test
    void moreThatNobodyCanReadThanIsRememberedComesToAnEnd() {
        int partitions = 10_001;
        try (var many = new TestCluster(partitions)) {
            for (int first : List.of(0, 5_001)) {
                var batches = new HashMap<Integer, List<ByteBuffer>>();
                for (int p = first; p < Math.min(partitions, first + 5_001); p++) {
                    batches.put(p, List.of(poison()));
                }
                many.flush(batches);
            }
            var bundles = new AtomicInteger();
            many.objects.afterCreate = key -> {
                if (key.contains("/bundle/") && bundles.incrementAndGet() > 4) {
                    throw new IllegalStateException("it is rewritten again and again");
                }
            };

            new ShardCompactor(many.cluster, many.shard, SETTINGS, counts).compactAll();

            assertThat(bundles).hasValue(2);
        }
    }

    @Test
    void manySmallSegmentsAreMerged() {
        var before = test.meter.counts();
        for (int i = 0; i < 3; i++) {
            test.flush(Map.of(0, List.of(batch("round " + i), batch("two", "three"))));
            test.time.advance(Duration.ofMinutes(15));
            before = test.meter.counts();
            compactor.compactIfDue();
        }
        // The third object, and the three segments.
        assertThat(test.meter.counts().since(before).of(Request.READ)).isEqualTo(1 + 3);
        assertThat(test.meter.counts().since(before).of(Request.CREATE)).isEqualTo(1 + 1);
        var expected = List.of("round 0", "two", "three", "round 1", "two", "three", "round 2", "two", "three");

        assertThat(sources(0)).hasSize(1);
        assertThat(kinds(0)).containsOnly(ObjectRef.Kind.SEGMENT);
        assertThat(test.records(0)).extracting(TestBatch.Read::value).isEqualTo(expected);
        assertThat(test.records(0))
                .extracting(TestBatch.Read::offset)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void aDamagedSegmentIsNeitherMergedNorReadAgainForAnHour() {
        for (int i = 0; i < 2; i++) {
            test.flush(Map.of(0, List.of(batch("round " + i))));
            test.time.advance(Duration.ofMinutes(15));
            compactor.compactIfDue();
        }
        var damaged = (SegmentRef) test.runs(0).getFirst().source();
        int position = test.runs(0).getFirst().position() + 20;
        test.flipBit(damaged.object(), position, 0);
        test.flush(Map.of(0, List.of(batch("round 2"))));
        test.time.advance(Duration.ofMinutes(15));

        compactor.compactIfDue();

        assertThat(sources(0)).hasSize(3).contains(damaged);
        assertThat(counts.damagedRuns()).isEqualTo(1);
        var after = test.meter.counts();
        compactor.compactIfDue();
        assertThat(test.meter.counts().since(after).of(Request.READ)).isZero();
        test.flipBit(damaged.object(), position, 0);
        test.time.advance(Duration.ofHours(1));
        compactor.compactIfDue();
        assertThat(sources(0)).hasSize(1).doesNotContain(damaged);
    }

    @Test
    void ofTwoThatRewriteTheSameOneIsRefused() {
        test.flush(Map.of(0, List.of(batch(LONG), batch(LONG), batch(LONG), batch(LONG))));
        var slower = new CompactorCounts();
        var other = new ShardCompactor(test.cluster, test.shard, SETTINGS, slower);
        var before = test.records(0);

        compactor.compactIfDue();
        other.compactIfDue();

        assertThat(slower.segments()).isZero();
        assertThat(test.records(0)).isEqualTo(before);
    }

    private static ByteBuffer batch(String... values) {
        return TestBatch.of(1_000, values);
    }

    /// A batch whose header and checksum are right, and whose records are none.
    private static ByteBuffer poison() {
        ByteBuffer batch = batch("poison");
        ByteBuffer poison = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
        poison.put(61, (byte) 0x7F);
        var crc = new java.util.zip.CRC32C();
        crc.update(poison.slice(21, poison.remaining() - 21));
        return poison.putInt(17, (int) crc.getValue());
    }

    private void delete(ObjectRef object) {
        test.memory.delete(List.of(object.key(test.cluster.clusterId())));
    }

    private void truncate(ObjectRef object, int sizeBytes) {
        String key = object.key(test.cluster.clusterId());
        byte[] rest = new byte[sizeBytes];
        test.memory.read(key, 0, sizeBytes).get(rest);
        test.memory.delete(List.of(key));
        test.memory.create(key, Payload.of(rest));
    }

    private List<ObjectRef.Kind> kinds(int partition) {
        var kinds = new ArrayList<ObjectRef.Kind>();
        for (Run run : test.runs(partition)) {
            kinds.add(
                    run.source() instanceof SegmentRef segment
                            ? segment.object().kind()
                            : ((ObjectRef) run.source()).kind());
        }
        return kinds;
    }

    private List<Source> sources(int partition) {
        return test.runs(partition).stream().map(Run::source).distinct().toList();
    }
}
