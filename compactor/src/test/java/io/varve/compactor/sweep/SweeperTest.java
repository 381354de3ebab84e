package io.varve.compactor.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.ObjectInfo;
import io.varve.storage.Payload;
import io.varve.storage.file.FileObjectStore;
import io.varve.testkit.TestBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweeperTest {

    private static final Duration GRACE = Duration.ofMinutes(15);

    /// Each waits on a timer of its own when it has nothing to do.
    private static final int UPKEEP_JOBS = 9;

    private static final Sweeping SWEEPING = new Sweeping(3, GRACE, Duration.ofHours(24));

    private final TestCluster test = new TestCluster(1);
    private final CompactorCounts counts = new CompactorCounts();
    private final Sweeper sweeper = new Sweeper(test.cluster, SWEEPING, OtherNames.NONE, counts);

    SweeperTest() {
        test.cluster.startUpkeep(new UpkeepSettings(
                Duration.ofMinutes(1),
                10_000,
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                Duration.ofDays(1),
                Duration.ofSeconds(10)));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void whatTheLogNamesStaysAndWhatItDoesNotGoesAfterItsGrace() {
        ObjectRef trimmed = flush("gone");
        ObjectRef orphan = orphan();
        ObjectRef live = flush("stays");
        test.shard.proposeAndWait(new LogCommand.TrimLog(TestCluster.partition(0), 1));

        pass(Duration.ofMinutes(10));
        assertThat(exists(trimmed)).isTrue();
        assertThat(exists(orphan)).isTrue();

        pass(GRACE);

        assertThat(exists(trimmed)).isFalse();
        assertThat(exists(orphan)).isFalse();
        assertThat(exists(live)).isTrue();
        assertThat(counts.deleted()).isEqualTo(2);
        assertThat(condemned()).isEmpty();
    }

    @Test
    void anIdleClusterIsSweptToItsEndAndThenCostsNothing() {
        flush("gone");
        test.shard.proposeAndWait(new LogCommand.TrimLog(TestCluster.partition(0), 1));
        pass(Duration.ofMinutes(10).plus(GRACE));
        assertThat(test.memory.list(test.cluster.clusterId() + "/wal/", "", 10).objects())
                .isEmpty();
        long sequence = test.shard.replica().appliedSequence();
        long metaSequence = test.cluster.meta().replica().appliedSequence();
        var before = test.meter.counts();

        pass(Duration.ofHours(1));

        assertThat(test.shard.replica().appliedSequence()).isEqualTo(sequence);
        assertThat(test.cluster.meta().replica().appliedSequence()).isEqualTo(metaSequence);
        assertThat(test.meter.counts().since(before).total()).isZero();
    }

    @Test
    void whatWasCondemnedByAnEarlierLifeIsDeleted() {
        ObjectRef orphan = orphan();
        flush("makes work");
        pass(Duration.ofMinutes(10));

        test.time.advance(GRACE);
        new Sweeper(test.cluster, SWEEPING, OtherNames.NONE, counts).sweepIfDue();

        assertThat(exists(orphan)).isFalse();
    }

    @Test
    void whatAnotherProcessHasCondemnedAndLeftIsDealtWithByTheNextSweep() {
        var other = new Sweeper(test.cluster, SWEEPING, OtherNames.NONE, counts);
        other.sweepIfDue();
        ObjectRef orphan = orphan();
        flush("makes work");
        pass(Duration.ofMinutes(10));
        assertThat(condemned()).isNotEmpty();

        flush("makes work again");
        pass(other, Duration.ofMinutes(10).plus(GRACE));

        assertThat(exists(orphan)).isFalse();
        assertThat(condemned()).isEmpty();
    }

    @Test
    void whatATableNamesIsNotCondemned() {
        ObjectRef named = orphan();
        ObjectRef unnamed = orphan();
        flush("makes work");
        var careful = new Sweeper(test.cluster, SWEEPING, shards -> Set.of(named), counts);

        pass(careful, Duration.ofMinutes(10).plus(GRACE));

        assertThat(exists(named)).isTrue();
        assertThat(exists(unnamed)).isFalse();
    }

    @Test
    void anObjectOfTheSweptEpochsThatComesLateIsRefusedAndFoundByTheNextSweep() {
        flush("first");
        pass(Duration.ofMinutes(10));
        var late = new ObjectRef(ObjectRef.Kind.WAL, 0, test.cluster.incarnation(), 1_000);
        test.memory.create(late.key(test.cluster.clusterId()), Payload.of(new byte[] {1}));

        flush("second");
        pass(Duration.ofMinutes(10).plus(GRACE));

        assertThat(exists(late)).isFalse();
    }

    /// Snapshots that know of a sweep take their time: were the next one not to wait, there would always be one
    /// that none of them knows of, and nothing would ever be deleted.
    @Test
    void theNextSweepWaitsUntilSnapshotsKnowOfTheLast() {
        flush("makes work");
        tick(4);
        sweeper.sweepIfDue();
        assertThat(sweptBelowEpoch()).isEqualTo(3);

        tick(4);
        sweeper.sweepIfDue();
        assertThat(sweptBelowEpoch()).isEqualTo(3);

        pass(Duration.ofMinutes(2));
        assertThat(sweptBelowEpoch()).isGreaterThan(3);
    }

    /// Entries of different shards have the times of different nodes' clocks.
    @Test
    void aClusterAtWorkIsNotIdleBecauseTheClockOfWhoTicksIsAhead() {
        flush("just now");
        test.time.advance(Duration.ofSeconds(50));
        tick(1);

        sweeper.sweepIfDue();

        assertThat(sweptBelowEpoch()).isZero();
    }

    @Test
    void theEpochMovesOnPastTheLastWorkThoughTheClockOfWhoTicksIsAhead() {
        flush("just now");
        test.time.advance(Duration.ofSeconds(50));
        tick(1);
        ObjectRef last = orphan();

        pass(Duration.ofMinutes(10).plus(GRACE));

        assertThat(exists(last)).isFalse();
    }

    @Test
    void aListThatTheStoreFindsDamagedIsDropped(@TempDir Path folder) throws IOException {
        try (var objects = FileObjectStore.open(folder, test.time.doors().entropy());
                var cluster = Cluster.open(
                        new Stores(objects, new MemoryJournal(false), new ClockGuard(test.time)),
                        new ClusterSettings(
                                ShardCounts.DEFAULT,
                                new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1)),
                                UpkeepSettings.DEFAULT),
                        test.time.doors())) {
            String key = Sweeper.listsPrefix(cluster.clusterId()) + "1-a";
            objects.create(key, new CondemnedList(0, List.of()).encode());
            Path file = folder.resolve("objects").resolve(key);
            byte[] bytes = Files.readAllBytes(file);
            bytes[10] ^= 1;
            Files.write(file, bytes);

            new Sweeper(cluster, SWEEPING, OtherNames.NONE, counts).sweepIfDue();

            assertThat(objects.head(key)).isEmpty();
        }
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            test.cluster
                    .meta()
                    .proposeAndWait(
                            new CatalogCommand.Tick(test.cluster.catalog().epoch() + 1));
        }
    }

    private long sweptBelowEpoch() {
        return test.shard.replica().query(LogState::facts).sweptBelowEpoch();
    }

    private long orphans = 100;

    private ObjectRef orphan() {
        var orphan = new ObjectRef(
                ObjectRef.Kind.BUNDLE, test.cluster.catalog().epoch(), test.cluster.incarnation(), orphans++);
        test.memory.create(orphan.key(test.cluster.clusterId()), Payload.of(new byte[] {1, 2, 3}));
        return orphan;
    }

    private ObjectRef flush(String value) {
        return test.flush(Map.of(0, List.of(TestBatch.of(test.time.wallMs(), value))));
    }

    private List<ObjectInfo> condemned() {
        return test.memory
                .list(test.cluster.clusterId() + "/condemned/", "", 10)
                .objects();
    }

    private boolean exists(ObjectRef object) {
        return test.memory.head(object.key(test.cluster.clusterId())).isPresent();
    }

    private void pass(Duration time) {
        pass(sweeper, time);
    }

    private void pass(Sweeper by, Duration time) {
        for (long second = 0; second < time.toSeconds(); second += 10) {
            test.time.advance(Duration.ofSeconds(10));
            test.time.awaitTimers(UPKEEP_JOBS);
            by.sweepIfDue();
        }
    }
}
