package io.varve.log.read;

import static io.varve.log.TestReader.position;
import static io.varve.log.TestReader.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.log.store.ReadLimits;
import io.varve.testkit.TestBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LongPollsTest {

    private static final Duration WAIT = Duration.ofMillis(500);

    /// One for the time that a poll waits, one that tells the tailer about it.
    private static final int TIMERS_OF_ONE_POLL = 2;

    private final TestLog log = new TestLog(10_000);
    private final TestReader reader = new TestReader(log);

    @Test
    void aReadThatFindsEnoughDoesNotWait() {
        log.flush(0, TestBatch.of(10, "a"));
        reader.follow();

        assertThat(valuesOf(reader.fetch(1, WAIT, position(0, 0)).getFirst())).containsExactly("a");
        assertThat(valuesOf(reader.fetch(0, WAIT, position(0, 1)).getFirst())).isEmpty();
        assertThat(valuesOf(reader.fetch(1, Duration.ZERO, position(0, 1)).getFirst()))
                .isEmpty();
        assertThat(reader.demands).hasValue(0);
    }

    @Test
    void anEntryWakesWhoWaitsForItsPartition() {
        var answer = begin(1, position(0, 0), position(1, 0));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        log.flush(1, TestBatch.of(10, "a"));
        reader.follow();

        assertThat(valuesOf(answer.join().get(0))).isEmpty();
        assertThat(valuesOf(answer.join().get(1))).containsExactly("a");
        assertThat(reader.reader.waiting()).isZero();
    }

    @Test
    void anEntryOfAnotherPartitionWakesNobody() {
        var answer = begin(1, position(0, 0));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        log.flush(1, TestBatch.of(10, "x"));
        reader.follow();
        assertThat(reader.reader.waiting()).isEqualTo(1);
        assertThat(answer).isNotDone();

        log.inline(0, TestBatch.of(10, "a"));
        reader.follow();
        assertThat(valuesOf(answer.join().getFirst())).containsExactly("a");
    }

    @Test
    void waitingEndsWithNothingWhenTheTimeIsOver() {
        var answer = begin(1, position(0, 0));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        log.time().advance(WAIT.minusMillis(1));
        assertThat(answer).isNotDone();
        log.time().advance(Duration.ofMillis(1));

        assertThat(valuesOf(answer.join().getFirst())).isEmpty();
    }

    @Test
    void enoughIsWhatAllPartitionsHaveTogether() {
        int batchBytes = TestBatch.of(10, "a").remaining();
        var answer = begin(2 * batchBytes, position(0, 0), position(1, 0));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        log.flush(0, TestBatch.of(10, "a"));
        reader.follow();
        assertThat(answer).isNotDone();
        log.flush(1, TestBatch.of(10, "b"));
        reader.follow();

        assertThat(answer.join()).allSatisfy(read -> assertThat(valuesOf(read)).hasSize(1));
    }

    @Test
    void aLogStartThatOvertakesTheOffsetEndsTheWait() {
        log.flush(0, TestBatch.of(10, "a"));
        reader.follow();
        int muchMore = 1000;
        var answer = begin(muchMore, position(0, 0));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        log.trim(0, 1);
        reader.follow();

        assertThat(answer.join().getFirst()).isInstanceOf(PartitionRead.OutOfRange.class);
    }

    @Test
    void anErrorIsAnsweredAtOnce() {
        assertThat(reader.fetch(1, WAIT, position(0, 0), position(1, 7)).get(1))
                .isInstanceOf(PartitionRead.OutOfRange.class);
    }

    @Test
    void theTailerHearsOfItAgainAndAgainWhileSomebodyWaits() {
        var answer = new CompletableFuture<List<PartitionRead>>();
        Thread.ofVirtual().start(() -> answer.complete(reader.fetch(1, Duration.ofSeconds(10), position(0, 0))));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);
        assertThat(reader.demands).hasValue(1);

        log.time().advance(LongPolls.DEMAND_EVERY.multipliedBy(5));
        assertThat(reader.demands).hasValue(6);

        log.time().advance(Duration.ofSeconds(5));
        answer.join();
        log.time().advance(LongPolls.DEMAND_EVERY.multipliedBy(3));
        int demands = reader.demands.get();
        log.time().advance(LongPolls.DEMAND_EVERY.multipliedBy(3));
        assertThat(reader.demands).hasValue(demands);
        assertThat(log.time().pendingTimers()).isZero();
    }

    @Test
    void noMoreWaitThanMay() {
        var small = new TestReader(log, ReadLimits.DEFAULT, new ReadSettings(1, Duration.ofSeconds(30)), 1 << 20);
        var first = new CompletableFuture<List<PartitionRead>>();
        Thread.ofVirtual().start(() -> first.complete(small.fetch(1, WAIT, position(0, 0))));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        assertThat(valuesOf(small.fetch(1, WAIT, position(1, 0)).getFirst())).isEmpty();
        assertThat(first).isNotDone();

        log.time().advance(WAIT);
        first.join();
    }

    @Test
    void whoWaitsWhenTheNodeStopsIsAnsweredAtOnceAndNobodyWaitsAfterThat() {
        var answer = begin(1, position(0, 0));
        log.time().awaitTimers(TIMERS_OF_ONE_POLL);

        reader.reader.drain();

        assertThat(valuesOf(answer.join().getFirst())).isEmpty();
        assertThat(valuesOf(reader.fetch(1, WAIT, position(0, 0)).getFirst())).isEmpty();
        assertThat(reader.reader.waiting()).isZero();
    }

    @Test
    void aThousandWaitOverTenThousandPartitionsAndTheRightOnesWake() {
        int polls = 1000;
        int partitionsOfEach = 10;
        var answers = new ArrayList<CompletableFuture<List<PartitionRead>>>();
        for (int poll = 0; poll < polls; poll++) {
            var positions = new FetchPosition[partitionsOfEach];
            for (int i = 0; i < partitionsOfEach; i++) {
                positions[i] = position(poll * partitionsOfEach + i, 0);
            }
            answers.add(begin(1, positions));
        }
        log.time().awaitTimers(polls + 1);

        for (int poll = 0; poll < 100; poll++) {
            log.flush(poll * partitionsOfEach, TestBatch.of(10, "value"));
        }
        reader.follow();

        answers.subList(0, 100).forEach(CompletableFuture::join);
        assertThat(reader.reader.waiting()).isEqualTo(900);
        assertThat(answers.subList(100, polls))
                .allSatisfy(answer -> assertThat(answer).isNotDone());

        log.time().advance(WAIT);
        answers.forEach(CompletableFuture::join);
        assertThat(reader.reader.waiting()).isZero();
    }

    private CompletableFuture<List<PartitionRead>> begin(int minBytes, FetchPosition... positions) {
        var answer = new CompletableFuture<List<PartitionRead>>();
        Thread.ofVirtual().start(() -> answer.complete(reader.fetch(minBytes, WAIT, positions)));
        return answer;
    }
}
