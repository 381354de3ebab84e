package io.varve.compactor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.log.Run;
import io.varve.testkit.TestBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundPlannerTest {

    private static final int ROUND_BYTES = 4_000;
    private static final String LONG = "x".repeat(1000);

    private final TestCluster test = new TestCluster(2);

    private static CompactorSettings settings(int roundBytes) {
        return new CompactorSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                roundBytes,
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                1 << 20,
                new Sizes(2_000, 1 << 20, 2_000, 3),
                Sweeping.DEFAULT);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void ofManyBundledRunsARoundTakesAsManyAsItIsWorth() {
        for (int i = 0; i < 20; i++) {
            bundled(0);
        }

        List<Stretch> round = plan();

        assertThat(round).hasSize(1);
        long bytes = round.getFirst().runs().stream().mapToLong(Run::sizeBytes).sum();
        assertThat(bytes).isBetween((long) ROUND_BYTES, ROUND_BYTES + 2_000L);
        assertThat(round.getFirst().baseOffset()).isZero();
    }

    /// All of a write-ahead object is taken, so that it is read once.
    @Test
    void whatLiesInWriteAheadObjectsIsTakenThoughItFollowsManyBundledRuns() {
        for (int i = 0; i < 20; i++) {
            bundled(0);
        }
        ObjectRef object = flush(0);
        flush(1);

        List<Stretch> round = plan();

        assertThat(round)
                .anySatisfy(stretch ->
                        assertThat(stretch.runs()).extracting(Run::source).containsExactly(object));
    }

    @Test
    void ofVerySmallRunsAStretchTakesAsManyAsAnEntryCanName() {
        int flushes = 9_000;
        for (int i = 0; i < flushes; i++) {
            test.flush(Map.of(0, List.of(TestBatch.of(1_000, "a"))));
        }

        List<Stretch> round = plan(new RoundPlanner(settings(1 << 24), new StuckRuns(test.time)));

        assertThat(round).extracting(stretch -> stretch.runs().size()).containsExactly(8 * 1024, flushes - 8 * 1024);
    }

    private List<Stretch> plan() {
        return plan(new RoundPlanner(settings(ROUND_BYTES), new StuckRuns(test.time)));
    }

    private List<Stretch> plan(RoundPlanner planner) {
        return test.shard.replica().query(state -> planner.plan(state, test.time.wallMs(), true));
    }

    private ObjectRef flush(int partition) {
        return test.flush(Map.of(partition, List.of(TestBatch.of(1_000, LONG))));
    }

    /// A batch in a bundle of its own.
    private void bundled(int partition) {
        ObjectRef from = flush(partition);
        Run run = test.runs(partition).getLast();
        var bundle = new ObjectRef(ObjectRef.Kind.BUNDLE, from.epoch(), from.writer(), from.number());
        test.shard.proposeAndWait(new LogCommand.Compact(
                TestCluster.partition(partition),
                run.baseOffset(),
                run.endOffset(),
                List.of(from),
                List.of(new CompactedRun(
                        run.endOffset(), bundle, 0, run.sizeBytes(), run.maxTimestampMs(), run.appendedMs()))));
    }
}
