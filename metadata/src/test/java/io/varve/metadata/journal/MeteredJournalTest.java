package io.varve.metadata.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.JournalMeter.Counter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeteredJournalTest extends JournalContract {

    private static final ShardId SHARD = ShardId.META;

    private final MemoryJournal memory = new MemoryJournal(true);
    private final JournalMeter meter = new JournalMeter();

    @Override
    protected Journal open() {
        return new MeteredJournal(memory, new JournalMeter());
    }

    @Test
    void everyCallIsCountedByWhatCameOfIt() {
        var faulty = FaultyJournal.over(memory)
                .next(Fault.NONE, Fault.NONE, Fault.LOST_REPLY, Fault.THROTTLED)
                .nextReads(Fault.NONE, Fault.NONE, Fault.THROTTLED);
        var journal = new MeteredJournal(faulty, meter);

        journal.append(SHARD, 0, new byte[10]);
        journal.append(SHARD, 0, new byte[20]);
        journal.append(SHARD, 1, new byte[30]);
        journal.append(SHARD, 2, new byte[40]);
        journal.read(SHARD, 0, 1_000);
        journal.read(SHARD, 2, 1_000);
        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.read(SHARD, 2, 1_000));
        journal.floor(SHARD);
        journal.raiseFloor(SHARD, new Floor(1, 0));
        journal.trim(SHARD, 0, 1);

        assertThat(meter.counts().counts())
                .isEqualTo(Map.ofEntries(
                        Map.entry(Counter.APPENDS, 4L),
                        Map.entry(Counter.APPENDED_BYTES, 100L),
                        Map.entry(Counter.APPENDS_OCCUPIED, 1L),
                        Map.entry(Counter.APPENDS_UNKNOWN, 2L),
                        Map.entry(Counter.APPENDS_THROTTLED, 1L),
                        Map.entry(Counter.READS, 3L),
                        Map.entry(Counter.READS_EMPTY, 1L),
                        Map.entry(Counter.READ_ENTRIES, 2L),
                        Map.entry(Counter.READ_BYTES, 40L),
                        Map.entry(Counter.FLOOR_READS, 1L),
                        Map.entry(Counter.FLOOR_RAISES, 1L),
                        Map.entry(Counter.TRIMS, 1L),
                        Map.entry(Counter.TRIMMED_ENTRIES, 2L),
                        Map.entry(Counter.FAILURES, 1L)));
    }

    @Test
    void whatCameAfterAMomentIsTheDifference() {
        var journal = new MeteredJournal(memory, meter);
        journal.append(SHARD, 0, new byte[10]);
        JournalMeter.Counts before = meter.counts();
        journal.append(SHARD, 1, new byte[30]);
        journal.read(SHARD, 0, 1_000);

        JournalMeter.Counts after = meter.counts().since(before);
        assertThat(after.of(Counter.APPENDS)).isEqualTo(1);
        assertThat(after.of(Counter.APPENDED_BYTES)).isEqualTo(30);
        assertThat(after.of(Counter.READ_ENTRIES)).isEqualTo(2);
        assertThat(after.of(Counter.TRIMS)).isZero();
    }
}
