package io.varve.ingest.write;

import static io.varve.ingest.write.TestBatches.plain;
import static io.varve.ingest.write.TestBatches.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlushBufferTest {

    private static final Duration LINGER = Duration.ofMillis(250);
    private static final int FLUSH_BYTES = 1_000;

    /// One token, and the next after a second, so that the linger is shorter.
    private static final FlushRate SLOW = new FlushRate(1, 1);

    private long arrival;

    @Test
    void nothingIsDueWhileNothingWaits() {
        assertThat(buffer(FlushRate.UNLIMITED).nanosUntilDue(0)).isEqualTo(FlushBuffer.NEVER);
    }

    @Test
    void withATokenInHandAFlushIsDueAtOnce() {
        FlushBuffer buffer = buffer(SLOW);
        add(buffer, 10, 0);

        assertThat(buffer.nanosUntilDue(0)).isZero();
    }

    @Test
    void withATokenInHandAFlushGathersWhatArrivesAtTheSameTime() {
        var buffer = new FlushBuffer(new Linger(SLOW, Duration.ofMillis(2), LINGER, FLUSH_BYTES), 0);
        add(buffer, 10, 0);
        assertThat(buffer.nanosUntilDue(0)).isEqualTo(ms(2));

        add(buffer, 10, ms(1));
        assertThat(buffer.nanosUntilDue(ms(1))).isEqualTo(ms(1));
        assertThat(buffer.nanosUntilDue(ms(2))).isZero();
        assertThat(buffer.take(ms(2))).hasSize(2);

        add(buffer, FLUSH_BYTES, ms(2));
        assertThat(buffer.nanosUntilDue(ms(2)))
                .as("enough bytes wait for nobody")
                .isZero();
    }

    @Test
    void withoutATokenTheFirstBatchWaitsForTheLinger() {
        FlushBuffer buffer = withoutToken(SLOW);
        add(buffer, 10, 0);
        add(buffer, 10, ms(100));

        assertThat(buffer.nanosUntilDue(ms(100))).isEqualTo(ms(150));
        assertThat(buffer.nanosUntilDue(ms(250))).isZero();
    }

    @Test
    void withoutATokenTheNextOneEndsTheWaitIfItComesBeforeTheLinger() {
        FlushBuffer buffer = withoutToken(new FlushRate(10, 1));
        add(buffer, 10, 0);

        assertThat(buffer.nanosUntilDue(0)).isEqualTo(ms(100));
        assertThat(buffer.nanosUntilDue(ms(100))).isZero();
    }

    @Test
    void enoughBytesEndTheWait() {
        FlushBuffer buffer = withoutToken(SLOW);
        add(buffer, FLUSH_BYTES - 1, 0);
        assertThat(buffer.nanosUntilDue(0)).isPositive();

        add(buffer, 1, 0);
        assertThat(buffer.nanosUntilDue(0)).isZero();
    }

    @Test
    void aTopicsOwnBudgetPaysForAllThatWaitWithIt() {
        FlushBuffer buffer = withoutToken(SLOW);
        add(buffer, 10, 0);
        WaitingBatch buyer = addBuyer(buffer, new FlushRate(2, 1), 0);

        assertThat(buffer.nanosUntilDue(0)).isZero();
        assertThat(buffer.take(0)).hasSize(2).contains(buyer);

        addBuyer(buffer, new FlushRate(20, 1), 0);
        assertThat(buffer.nanosUntilDue(0)).as("a changed budget begins full").isZero();
        buffer.take(0);
        addBuyer(buffer, new FlushRate(20, 1), 0);
        assertThat(buffer.nanosUntilDue(0)).as("the topic's next token").isEqualTo(ms(50));
    }

    @Test
    void aTopicWithABudgetLeavesTheNodesTokensToOthers() {
        FlushBuffer buffer = buffer(SLOW);
        addBuyer(buffer, new FlushRate(1, 1), 0);
        buffer.take(0);

        add(buffer, 10, 0);
        assertThat(buffer.nanosUntilDue(0)).isZero();
    }

    @Test
    void aFlushTakesAllThatWaitsInItsOrderButNotWithoutEnd() {
        FlushBuffer buffer = buffer(SLOW);
        WaitingBatch first = add(buffer, FlushBuffer.MAX_FLUSH_BYTES - 1, 0);
        WaitingBatch second = add(buffer, 10, 0);
        WaitingBatch third = add(buffer, 10, 0);

        assertThat(buffer.take(0)).containsExactly(first, second);
        assertThat(buffer.sizeBytes()).isEqualTo(10);
        assertThat(buffer.take(0)).containsExactly(third);
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(buffer.sizeBytes()).isZero();
    }

    @Test
    void aBatchThatIsRemovedIsNotTaken() {
        FlushBuffer buffer = buffer(SLOW);
        WaitingBatch first = add(buffer, 10, 0);
        WaitingBatch second = add(buffer, 20, 0);

        assertThat(buffer.remove(first)).isTrue();
        assertThat(buffer.remove(first)).isFalse();
        assertThat(buffer.sizeBytes()).isEqualTo(20);
        assertThat(buffer.take(0)).containsExactly(second);
        assertThat(buffer.remove(second)).isFalse();
    }

    private static FlushBuffer buffer(FlushRate rate) {
        return new FlushBuffer(new Linger(rate, Duration.ZERO, LINGER, FLUSH_BYTES), 0);
    }

    private FlushBuffer withoutToken(FlushRate rate) {
        FlushBuffer buffer = buffer(rate);
        add(buffer, 1, 0);
        buffer.take(0);
        return buffer;
    }

    private WaitingBatch add(FlushBuffer buffer, int sizeBytes, long nowNanos) {
        return add(buffer, plain(to(0), sizeBytes), nowNanos);
    }

    private WaitingBatch addBuyer(FlushBuffer buffer, FlushRate rate, long nowNanos) {
        var partition = new TopicIdPartition(new TopicId(0, 99), 0);
        return add(buffer, plain(new Destination(TestBatches.SHARD, partition, Optional.of(rate)), 10), nowNanos);
    }

    private WaitingBatch add(FlushBuffer buffer, IncomingBatch batch, long nowNanos) {
        var waiting = new WaitingBatch(batch, new PendingAppend(1), 0, arrival++, nowNanos);
        buffer.add(waiting);
        return waiting;
    }

    private static long ms(long ms) {
        return Duration.ofMillis(ms).toNanos();
    }
}
