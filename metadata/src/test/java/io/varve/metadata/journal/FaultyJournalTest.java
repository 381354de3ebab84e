package io.varve.metadata.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.FaultyJournal.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultyJournalTest extends JournalContract {

    private static final ShardId SHARD = ShardId.META;
    private static final byte[] ENTRY = {1, 2, 3};

    private final MemoryJournal memory = new MemoryJournal(true);

    @Override
    protected Journal open() {
        return FaultyJournal.over(memory);
    }

    @Test
    void aLostReplyIsWrittenAndUnknown() {
        var journal = FaultyJournal.over(memory).next(Fault.LOST_REPLY);

        assertThat(journal.append(SHARD, 0, ENTRY)).isInstanceOf(AppendOutcome.Unknown.class);
        assertThat(journal.append(SHARD, 0, ENTRY)).isEqualTo(new AppendOutcome.Occupied());
        assertThat(journal.appends()).isEqualTo(2);
    }

    @Test
    void aRefusedAppendIsNeverWritten() {
        var journal = FaultyJournal.over(memory).next(Fault.REFUSED, Fault.THROTTLED);

        assertThat(journal.append(SHARD, 0, ENTRY))
                .isInstanceOfSatisfying(
                        AppendOutcome.Unknown.class,
                        unknown -> assertThat(unknown.throttled()).isFalse());
        assertThat(journal.append(SHARD, 0, ENTRY))
                .isInstanceOfSatisfying(
                        AppendOutcome.Unknown.class,
                        unknown -> assertThat(unknown.throttled()).isTrue());
        assertThat(journal.land()).isZero();
        assertThat(memory.read(SHARD, 0, 10).entries()).isEmpty();
    }

    @Test
    void aDelayedAppendLandsLaterIfItsSequenceIsStillFree() {
        var journal = FaultyJournal.over(memory).next(Fault.DELAYED, Fault.DELAYED);
        byte[] sent = ENTRY.clone();
        journal.append(SHARD, 0, sent);
        sent[0] = 9;
        journal.append(SHARD, 1, ENTRY);
        memory.append(SHARD, 1, new byte[] {7});
        assertThat(memory.read(SHARD, 0, 10).firstSequence()).isEqualTo(1);

        assertThat(journal.land()).isEqualTo(2);
        assertThat(memory.read(SHARD, 0, 10).entries()).containsExactly(ENTRY, new byte[] {7});
    }

    @Test
    void readsFailAsScripted() {
        var journal = FaultyJournal.over(memory).nextReads(Fault.THROTTLED, Fault.LOST_REPLY, Fault.NONE);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.read(SHARD, 0, 10))
                .matches(e -> e.kind() == JournalException.Kind.THROTTLED);
        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.raiseFloor(SHARD, new Floor(3, 0)));
        assertThat(journal.floor(SHARD)).isEqualTo(new Floor(3, 0));
    }

    @Test
    void theSameSeedFailsTheSameCalls() {
        assertThat(outcomes(7)).isEqualTo(outcomes(7)).isNotEqualTo(outcomes(8));
        assertThat(outcomes(7)).contains("Appended", "Unknown");
    }

    private static List<String> outcomes(long seed) {
        var journal = FaultyJournal.seeded(new MemoryJournal(true), seed, 3);
        var outcomes = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
            outcomes.add(journal.append(SHARD, i, ENTRY).getClass().getSimpleName());
        }
        return outcomes;
    }
}
