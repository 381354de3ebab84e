package io.varve.metadata.replica;

import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.idempotent;
import static io.varve.metadata.Batches.partition;
import static io.varve.metadata.Batches.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Clock;
import io.varve.core.Doors;
import io.varve.core.Id128;
import io.varve.core.Threads;
import io.varve.metadata.SteppingDoors;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import io.varve.metadata.state.Outcome;
import io.varve.storage.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AppenderTest {

    private final SteppingDoors time = new SteppingDoors(1);
    private final MemoryJournal journal = new MemoryJournal(true);
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final TestNode a = new TestNode(journal, objects, time);
    private final TestNode b = new TestNode(journal, objects, time);

    @BeforeEach
    void openTopic() {
        a.work(new CommandProposal<>(new LogCommand.Open(TOPIC, 1, time.wallMs())));
    }

    @Test
    void whatWaitsTogetherSharesAnEntry() {
        var flushes = new ArrayList<RecordingFlush>();
        for (int i = 0; i < 100; i++) {
            var flush = new RecordingFlush(plain(1));
            flushes.add(flush);
            a.appender.propose(flush.proposal(time.nanoTime()));
        }
        int before = a.journal.appends();
        a.appender.turn();

        assertThat(a.journal.appends() - before).isEqualTo(1);
        for (int i = 0; i < flushes.size(); i++) {
            assertThat(flushes.get(i).verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(i, 0));
        }
    }

    @Test
    void whatDependsOnARefusedFlushIsAskedAgainBeforeItGetsAPlace() {
        a.work(new CommandProposal<>(new ShardCommand.Sweep(5)));
        var swept = new RecordingFlush(idempotent(1, 0, 0, 1));
        var behind = new RecordingFlush(idempotent(1, 0, 1, 1)).after(swept);
        a.appender.propose(swept.proposal(new ObjectRef(ObjectRef.Kind.WAL, 4, new Id128(1, 1), 0), time.nanoTime()));
        a.appender.propose(behind.proposal(time.nanoTime()));

        while (a.appender.hasWork()) {
            a.appender.turn();
        }

        assertThat(swept.failure).isInstanceOf(FlushRefusedException.class);
        assertThat(behind.verdicts).isEmpty();
        assertThat(highWatermark(a)).isZero();
    }

    @Test
    void aLostReplyIsFoundToBeOurs() {
        a.journal.next(Fault.LOST_REPLY);

        assertThat(write(a, new RecordingFlush(plain(2))).verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(0, 0));
        assertThat(highWatermark(b)).isEqualTo(2);
    }

    @Test
    void anAbsentEntryIsPutAgainAndALateOneChangesNothing() {
        a.journal.next(Fault.DELAYED, Fault.DELAYED);

        assertThat(write(a, new RecordingFlush(plain(2))).verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(0, 0));
        assertThat(a.journal.land()).isEqualTo(2);
        assertThat(highWatermark(b)).isEqualTo(2);
    }

    @Test
    void theLoserOfARacePlansAgainOnTheNewState() {
        write(a, new RecordingFlush(plain(3)));

        assertThat(write(b, new RecordingFlush(plain(1))).verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(3, 0));
    }

    @Test
    void aRefusalRestsOnAFreshView() {
        var refusedOnceKnown = new RecordingFlush(plain(1));
        b.replica.refresh();
        a.work(new CommandProposal<>(new LogCommand.Close(TOPIC)));

        write(b, refusedOnceKnown);

        assertThat(refusedOnceKnown.verdicts.get(0))
                .isEqualTo(new BatchVerdict.Rejected(BatchRejection.UNKNOWN_TOPIC_OR_PARTITION));
    }

    @Test
    void aDuplicateNeedsNoEntry() {
        write(a, new RecordingFlush(idempotent(5, 0, 0, 2)));
        int before = a.journal.appends();

        assertThat(write(a, new RecordingFlush(idempotent(5, 0, 0, 2))).verdicts.get(0))
                .isEqualTo(new BatchVerdict.Duplicate(0, 0));
        assertThat(a.journal.appends()).isEqualTo(before);
    }

    @Test
    void aBatchAheadWaitsForThoseThatAnotherNodeCommits() {
        var second = new RecordingFlush(idempotent(5, 0, 1, 1));
        b.replica.refresh();
        b.appender.propose(second.proposal(time.nanoTime()));
        write(a, new RecordingFlush(idempotent(5, 0, 0, 1)));
        b.replica.refresh();
        b.appender.turn();

        assertThat(second.verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(1, 0));
    }

    @Test
    void aBatchThatStaysAheadIsRejectedInTheEnd() {
        write(a, new RecordingFlush(idempotent(5, 0, 0, 1)));
        var ahead = new RecordingFlush(idempotent(5, 0, 7, 1));

        write(a, ahead);

        assertThat(ahead.verdicts.get(0))
                .isEqualTo(new BatchVerdict.Rejected(BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER));
    }

    @Test
    void whatIsInOrderDoesNotWaitForWhatIsAhead() {
        var mixed = new RecordingFlush(idempotent(5, 0, 3, 1), plain(1));
        a.appender.propose(mixed.proposal(time.nanoTime()));
        a.appender.turn();

        assertThat(mixed.verdicts).containsOnlyKeys(1);
    }

    @Test
    void anIncarnationThatTheShardForgotBeginsAnew() {
        write(a, new RecordingFlush(plain(1)));
        time.advance(Duration.ofDays(2));
        b.work(new CommandProposal<>(new LogCommand.ExpireProducers(time.wallMs() - 1000)));

        assertThat(write(a, new RecordingFlush(plain(1))).verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(1, 0));
    }

    @Test
    void whatStillWaitsWhenTheNodeStopsIsAnsweredToo() {
        var started = new ArrayList<Runnable>();
        Doors doors = time.doors();
        Threads threads = (name, task) -> {
            started.add(task);
            return Thread.currentThread();
        };
        var appender = new Appender<>(
                a.replica,
                a.journal,
                new ClockGuard(time),
                new Doors(doors.clock(), doors.timers(), threads, doors.entropy(), doors.crashPoints()));
        appender.start();
        int before = a.journal.appends();

        var answer = appender.propose(new LogCommand.Open(TOPIC, 2, time.wallMs()));
        appender.close();
        started.getFirst().run();

        assertThat(answer.exceptionNow())
                .isInstanceOfSatisfying(
                        ProposalException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ProposalException.Kind.NOT_WRITTEN));
        assertThat(a.journal.appends()).isEqualTo(before);
    }

    @Test
    void aClockFarFromTheStoresDoesNotAppend() {
        var guard = new ClockGuard(time);
        var appender = new Appender<>(a.replica, a.journal, guard, time.doors());
        guard.observed(time.wallMs() - Duration.ofDays(30).toMillis());
        int before = a.journal.appends();

        var answer = appender.propose(new LogCommand.Open(TOPIC, 2, time.wallMs()));
        appender.turn();

        assertThat(answer).isCompletedExceptionally();
        assertThat(answer.exceptionNow()).isInstanceOf(ClockSkewException.class).hasMessageContaining("ahead of");
        assertThat(a.journal.appends()).isEqualTo(before);
    }

    @Test
    void anEntryHasTheTimeThatWasHeldAgainstTheStores() {
        long rightMs = time.wallMs();
        var readings = new ArrayDeque<>(List.of(rightMs));
        var jumping = new Clock() {
            @Override
            public long wallMs() {
                return readings.isEmpty() ? rightMs + Duration.ofDays(30).toMillis() : readings.remove();
            }

            @Override
            public long nanoTime() {
                return time.nanoTime();
            }
        };
        var guard = new ClockGuard(jumping);
        guard.observed(rightMs);
        Doors doors = time.doors();
        var appender = new Appender<>(
                a.replica,
                a.journal,
                guard,
                new Doors(jumping, doors.timers(), doors.threads(), doors.entropy(), doors.crashPoints()));
        var times = new ArrayList<Long>();
        a.replica.listen((sequence, entry, draft) -> times.add(entry.timeMs()));

        appender.propose(new LogCommand.Open(TOPIC, 2, rightMs));
        appender.turn();

        assertThat(times).containsExactly(rightMs);
    }

    @Test
    void whatIsTrueAlreadyIsAnsweredWithoutAnEntry() {
        int before = a.journal.appends();
        CommandProposal<LogDraft> again = a.work(new CommandProposal<>(new LogCommand.Open(TOPIC, 1, time.wallMs())));

        assertThat(again.answer()).isCompletedWithValue(new Outcome.Unchanged());
        assertThat(a.journal.appends()).isEqualTo(before);
    }

    @Test
    void whatIsTooLargeForAnEntryFailsAlone() {
        var before = new RecordingFlush(plain(1));
        var behind = new RecordingFlush(plain(1));
        var run = new LogCommand.MovedRun(partition(0), 0, 1, 0, 1);
        var huge = new LogCommand.Move(
                new ObjectRef(ObjectRef.Kind.BUNDLE, 0, new Id128(1, 1), 0), Collections.nCopies(20_000, run));
        a.appender.propose(before.proposal(time.nanoTime()));
        var answer = a.appender.propose(huge);
        a.appender.propose(behind.proposal(time.nanoTime()));

        while (a.appender.hasWork()) {
            a.appender.turn();
        }

        assertThat(answer.exceptionNow())
                .isInstanceOfSatisfying(
                        ProposalException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ProposalException.Kind.NOT_WRITTEN));
        assertThat(before.verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(0, 0));
        assertThat(behind.verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(1, 0));
        assertThat(highWatermark(b)).isEqualTo(2);
    }

    private RecordingFlush write(TestNode node, RecordingFlush flush) {
        node.work(flush.proposal(time.nanoTime()));
        return flush;
    }

    private static long highWatermark(TestNode node) {
        node.replica.refresh();
        return node.replica.query(
                state -> state.bounds(partition(0)).orElseThrow().highWatermark());
    }
}
