package io.varve.ingest.write;

import static io.varve.ingest.write.TestBatches.idempotent;
import static io.varve.ingest.write.TestBatches.plain;
import static io.varve.ingest.write.TestBatches.to;
import static io.varve.ingest.write.TestBatches.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicIdPartition;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedSequencesTest {

    private static final long PRODUCER = 42;

    private final FailedSequences<TopicIdPartition> failed = new FailedSequences<>();

    @Test
    void whatTheProducerSentAfterAFailedBatchFailsToo() {
        fail(batch(3, 1), 2);

        assertThat(blocks(batch(4, 2), true)).isTrue();
    }

    @Test
    void whatItSentBeforeThatDoesNot() {
        fail(batch(3, 2), 2);

        assertThat(blocks(batch(2, 1), false)).isFalse();
    }

    @Test
    void othersAreNotAffected() {
        fail(batch(3, 1), 9);

        assertThat(blocks(waiting(idempotent(1, PRODUCER, 4), 2), false))
                .as("another partition")
                .isFalse();
        assertThat(blocks(waiting(idempotent(0, PRODUCER + 1, 4), 2), false))
                .as("another producer")
                .isFalse();
        assertThat(blocks(waiting(plain(0), 2), false)).as("no producer id").isFalse();
    }

    @Test
    void theFailedBatchMayComeAgainAndOpensTheWay() {
        fail(batch(3, 1), 2);

        assertThat(blocks(batch(3, 3), false)).isFalse();
        assertThat(blocks(batch(4, 4), false)).isFalse();
    }

    @Test
    void whatWasStillUnderWayFromTheClientFailsOnlyIfThePartitionCouldNotTellTheGap() {
        fail(batch(3, 1), 2);

        assertThat(blocks(batch(4, 3), false)).isTrue();
        assertThat(blocks(batch(4, 4), true)).isFalse();
    }

    @Test
    void theFirstFailedBatchIsTheOneThatMustComeAgain() {
        fail(batch(4, 2), 2);
        fail(batch(3, 1), 2);
        fail(batch(5, 3), 3);

        assertThat(blocks(batch(4, 4), false)).isTrue();
        assertThat(blocks(batch(3, 5), false)).isFalse();
        assertThat(blocks(batch(4, 6), false)).isFalse();
    }

    @Test
    void aNewEpochBeginsAnew() {
        fail(batch(3, 1), 2);

        assertThat(blocks(waiting(idempotent(to(0), 100, PRODUCER, (short) 1, 40), 3), false))
                .isFalse();
        assertThat(blocks(batch(4, 4), false)).isFalse();
    }

    @Test
    void sequencesWrap() {
        fail(waiting(idempotent(to(0), 100, PRODUCER, (short) 0, Integer.MAX_VALUE - 9), 1), 2);

        assertThat(blocks(waiting(idempotent(to(0), 100, PRODUCER, (short) 0, 0), 2), false))
                .isTrue();
    }

    @Test
    void aFailureIsForgottenInTime() {
        fail(batch(3, 1), 2);

        assertThat(blocks(batch(4, 3), Duration.ofMinutes(1).toNanos() + 1, false))
                .isFalse();
    }

    private void fail(WaitingBatch batch, long lastArrival) {
        failed.failed(batch.partition(), batch.meta(), lastArrival, 0);
    }

    private boolean blocks(WaitingBatch batch, boolean known) {
        return blocks(batch, 0, known);
    }

    private boolean blocks(WaitingBatch batch, long nowNanos, boolean known) {
        return failed.blocks(batch.partition(), batch.meta(), batch.arrival(), nowNanos, () -> known);
    }

    private static WaitingBatch batch(int number, long arrival) {
        return waiting(idempotent(0, PRODUCER, number), arrival);
    }
}
