package io.varve.compactor.retain;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.TestCluster;
import io.varve.metadata.log.LogBounds;
import io.varve.testkit.TestBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final long HOUR_MS = 3_600_000;

    private final TestCluster test = new TestCluster(1);
    private final Retention retention = new Retention(test.cluster, test.shard);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void recordsThatAreTooOldGoAndThoseThatFollowStay() {
        test.createTopic(new TreeMap<>(Map.of("retention.ms", Long.toString(HOUR_MS))));
        flush(test.time.wallMs(), "old");
        test.time.advance(Duration.ofMinutes(50));
        flush(test.time.wallMs(), "younger");
        test.time.advance(Duration.ofMinutes(11));

        retention.applyIfDue();

        assertThat(bounds()).isEqualTo(new LogBounds(1, 2, 2));
    }

    @Test
    void aRecordOfTheFutureKeepsWhatFollowsIt() {
        test.createTopic(new TreeMap<>(Map.of("retention.ms", Long.toString(HOUR_MS))));
        flush(test.time.wallMs() + 10 * HOUR_MS, "of the future");
        flush(test.time.wallMs(), "old");
        test.time.advance(Duration.ofHours(2));

        retention.applyIfDue();

        assertThat(bounds().logStartOffset()).isZero();
    }

    @Test
    void recordsWithoutATimeAreAsOldAsTheirPlaceInTheLog() {
        test.createTopic(new TreeMap<>(Map.of("retention.ms", Long.toString(HOUR_MS))));
        flush(-1, "timeless");
        test.time.advance(Duration.ofMinutes(59));
        retention.applyIfDue();
        assertThat(bounds().logStartOffset()).isZero();

        test.time.advance(Duration.ofMinutes(2));
        retention.applyIfDue();

        assertThat(bounds()).isEqualTo(new LogBounds(1, 1, 1));
    }

    @Test
    void noMoreIsLetGoThanLeavesTheBytesThatAreToBeRetained() {
        int oneBatch = TestBatch.of(0, "a").remaining();
        test.createTopic(
                new TreeMap<>(Map.of("retention.ms", "-1", "retention.bytes", Integer.toString(2 * oneBatch - 1))));
        for (int i = 0; i < 5; i++) {
            flush(test.time.wallMs(), "a");
        }

        retention.applyIfDue();

        assertThat(bounds()).isEqualTo(new LogBounds(3, 5, 5));
    }

    @Test
    void compactedTopicsAndThoseWithoutBoundsKeepAll() {
        test.createTopic(new TreeMap<>(Map.of("retention.ms", "1", "cleanup.policy", "compact")));
        flush(test.time.wallMs(), "a");
        test.time.advance(Duration.ofDays(30));

        retention.applyIfDue();

        assertThat(bounds()).isEqualTo(new LogBounds(0, 1, 1));
    }

    @Test
    void whatHasExpiredIsNotLetGoAgain() {
        test.createTopic(new TreeMap<>(Map.of("retention.ms", Long.toString(HOUR_MS))));
        flush(test.time.wallMs(), "old");
        test.time.advance(Duration.ofHours(2));
        retention.applyIfDue();
        long sequence = test.shard.replica().appliedSequence();

        retention.applyIfDue();

        assertThat(test.shard.replica().appliedSequence()).isEqualTo(sequence);
    }

    private void flush(long timestampMs, String value) {
        test.flush(Map.of(0, List.of(TestBatch.of(timestampMs, value))));
    }

    private LogBounds bounds() {
        return test.shard
                .replica()
                .query(state -> state.bounds(TestCluster.partition(0)))
                .orElseThrow();
    }
}
