package io.varve.metadata.replica;

import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.core.Id128;
import io.varve.metadata.SteppingDoors;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.ObjectInfo;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.memory.MemoryObjectStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of a node whose place in the journal has been trimmed while it was away.
class TrimmedJournalTest {

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
    void aNodeThatSleptThroughATrimStartsAgainFromASnapshot() {
        b.replica.refresh();
        for (int i = 0; i < 3; i++) {
            write(a, new RecordingFlush(plain(1)));
            a.snapshot();
        }
        a.trimmer.workIfDue();
        time.advance(Duration.ofHours(25));
        write(a, new RecordingFlush(plain(1)));
        a.trimmer.workIfDue();

        // The sequence at which it thinks the tail is has been trimmed, so it is free: the put succeeds and means
        // nothing.
        var lost = write(b, new RecordingFlush(plain(1)));
        var after = write(b, new RecordingFlush(plain(1)));

        assertThat(lost.failure).isInstanceOf(ProposalException.class).hasMessageContaining("trimmed");
        assertThat(b.replica.resyncs()).isEqualTo(1);
        assertThat(after.verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(4, 0));
    }

    @Test
    void aNodeThatFindsNoSnapshotAcknowledgesNothingUntilItDoes() {
        b.replica.refresh();
        for (int i = 0; i < 2; i++) {
            write(a, new RecordingFlush(plain(1)));
            a.snapshot();
        }
        journal.raiseFloor(TestNode.SHARD, new Floor(3, time.wallMs()));
        journal.trim(TestNode.SHARD, 0, 3);
        time.advance(Duration.ofHours(25));
        Map<String, ByteBuffer> hidden = takeAll();

        var lost = write(b, new RecordingFlush(plain(1)));
        assertThatExceptionOfType(StoreException.class).isThrownBy(b.replica::refresh);
        var waits = new RecordingFlush(plain(1));
        b.appender.propose(waits.proposal(time.nanoTime()));
        b.appender.turn();
        assertThat(waits.verdicts).isEmpty();
        hidden.forEach((key, bytes) -> objects.create(key, Payload.of(List.of(bytes))));
        b.appender.turn();
        b.appender.turn();

        assertThat(lost.verdicts).isEmpty();
        assertThat(waits.verdicts.get(0)).isEqualTo(new BatchVerdict.Accepted(2, 0));
        a.replica.refresh();
        assertThat(b.replica.encode().name()).isEqualTo(a.replica.encode().name());
    }

    private Map<String, ByteBuffer> takeAll() {
        var taken = new TreeMap<String, ByteBuffer>();
        for (ObjectInfo object : objects.list("", "", 1000).objects()) {
            taken.put(object.key(), objects.readAll(object.key(), 1 << 20));
            objects.delete(List.of(object.key()));
        }
        return taken;
    }

    @Test
    void whoFindsEntriesGoneReadsOnFromTheSnapshotToTheTail() {
        for (int i = 0; i < 2; i++) {
            write(a, new RecordingFlush(plain(1)));
            a.snapshot();
        }
        write(a, new RecordingFlush(plain(1)));
        journal.trim(TestNode.SHARD, 0, 2);

        b.replica.refresh();

        assertThat(b.replica.resyncs()).isEqualTo(1);
        assertThat(b.replica.appliedSequence()).isEqualTo(a.replica.appliedSequence());
    }

    @Test
    void afterAResyncFlushesBelongToAnotherIncarnation() {
        write(b, new RecordingFlush(plain(1)));
        Id128 before = incarnationOfLastFlush();
        for (int i = 0; i < 2; i++) {
            write(a, new RecordingFlush(plain(1)));
            a.snapshot();
        }
        journal.trim(TestNode.SHARD, 0, 3);

        b.replica.refresh();
        assertThat(b.replica.resyncs()).isEqualTo(1);
        write(b, new RecordingFlush(plain(1)));

        assertThat(incarnationOfLastFlush()).isNotEqualTo(before);
    }

    /// Of the entry at the tail, which is b's.
    private Id128 incarnationOfLastFlush() {
        long sequence = b.replica.appliedSequence();
        byte[] entry = journal.read(TestNode.SHARD, sequence, 1).entries().getFirst();
        return Entry.decode(sequence, entry).commands().stream()
                .filter(LogCommand.Flush.class::isInstance)
                .map(flush -> ((LogCommand.Flush) flush).flushId().incarnation())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBoundStandsForADayEvenIfItIsRecordedLongAfterTheLastEntry() {
        for (int i = 0; i < 2; i++) {
            write(a, new RecordingFlush(plain(1)));
            a.snapshot();
        }
        time.advance(Duration.ofHours(25));
        a.trimmer.workIfDue();
        write(a, new RecordingFlush(plain(1)));
        a.trimmer.workIfDue();

        assertThat(journal.floor(TestNode.SHARD).sequence()).isPositive();
        assertThat(journal.read(TestNode.SHARD, 0, 1).firstSequence()).isZero();
    }

    @Test
    void aPutIntoATrimmedPlaceDoesNotCountThoughTheReplicaHasReadOn() {
        b.replica.refresh();
        Runnable meanwhile = () -> {
            for (int i = 0; i < 2; i++) {
                write(a, new RecordingFlush(plain(1)));
                a.snapshot();
            }
            b.replica.refresh();
            journal.raiseFloor(TestNode.SHARD, new Floor(3, time.wallMs()));
            journal.trim(TestNode.SHARD, 0, 3);
        };
        var once = new ArrayDeque<>(List.of(meanwhile));
        Doors doors = time.doors();
        var appender = new Appender<>(
                b.replica,
                b.journal,
                new ClockGuard(time),
                new Doors(doors.clock(), doors.timers(), doors.threads(), doors.entropy(), point -> {
                    if (point == CrashPoint.BEFORE_APPEND && !once.isEmpty()) {
                        once.remove().run();
                    }
                }));

        var lost = new RecordingFlush(plain(1));
        appender.propose(lost.proposal(time.nanoTime()));
        appender.turn();

        assertThat(lost.verdicts).isEmpty();
        assertThat(lost.failure).isInstanceOf(ProposalException.class).hasMessageContaining("trimmed");
    }

    private RecordingFlush write(TestNode node, RecordingFlush flush) {
        node.work(flush.proposal(time.nanoTime()));
        return flush;
    }
}
