package io.varve.metadata.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.WatchedJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailerTest {

    private static final Duration FAST = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration DEMAND_LASTS = Duration.ofMillis(100);

    private final ManualDoors time = new ManualDoors();
    private final WatchedJournal journal = new WatchedJournal(new MemoryJournal(true), TestNode.SHARD);
    private final Tailer tailer = tailer();

    private Tailer tailer() {
        var objects = new MemoryObjectStore(time);
        var parts = new ReplicaParts(
                journal,
                new Snapshots(objects, TestNode.CLUSTER),
                spilled -> {
                    throw new IllegalStateException("nothing is spilled here");
                },
                new VoidMarkers(objects, TestNode.CLUSTER),
                time.doors());
        var replica = new Replica<>(TestNode.SHARD, StateKind.LOG, parts);
        replica.open();
        return new Tailer(replica, new Tailer.Pace(FAST, IDLE, DEMAND_LASTS), time.doors());
    }

    @AfterEach
    void close() {
        tailer.close();
        journal.close();
    }

    @Test
    void whileNobodyAsksItLooksLessAndLessOften() throws InterruptedException {
        idle();

        assertThat(readsWithin(IDLE.multipliedBy(3))).isEqualTo(3);
    }

    @Test
    void whatIsReliedOnIsLookedAtOnceMore() throws InterruptedException {
        idle();

        tailer.look();

        assertThat(journal.readComes()).as("at once").isTrue();
        assertThat(readsWithin(IDLE.multipliedBy(3)))
                .as("no oftener than before")
                .isEqualTo(3);
    }

    @Test
    void manyWhoRelyOnItHaveItReadNoOftenerThanAtTheFastPace() throws InterruptedException {
        idle();
        tailer.look();
        assertThat(journal.readComes()).isTrue();

        tailer.look();
        time.awaitTimers(1);
        time.advance(FAST.dividedBy(2));
        assertThat(journal.takeReads()).as("reads before their time").isZero();
        time.advance(FAST.dividedBy(2));

        assertThat(journal.readComes()).isTrue();
        time.awaitTimers(1);
        assertThat(journal.takeReads()).as("other ones").isZero();
    }

    @Test
    void demandKeepsThePaceFast() throws InterruptedException {
        idle();

        tailer.demand();

        assertThat(journal.readComes()).as("at once").isTrue();
        assertThat(readsWithin(DEMAND_LASTS.minus(FAST))).isEqualTo(DEMAND_LASTS.dividedBy(FAST) - 1);
    }

    /// Starts, and comes to where reads are as far apart as they may be.
    private void idle() throws InterruptedException {
        journal.takeReads();
        tailer.start();
        assertThat(journal.readComes()).isTrue();
        readsWithin(IDLE.multipliedBy(5));
    }

    private int readsWithin(Duration duration) throws InterruptedException {
        int reads = 0;
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(FAST)) {
            time.awaitTimers(1);
            time.advance(FAST);
            // Either it waits on, or it reads and then waits.
            time.awaitTimers(1);
            reads += journal.takeReads();
        }
        return reads;
    }
}
