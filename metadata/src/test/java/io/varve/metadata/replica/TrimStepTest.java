package io.varve.metadata.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.state.ShardFacts;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrimStepTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long NOW_MS = 1_700_000_000_000L;

    /// Two confirmed snapshots, the older at entry 8.
    private final ShardFacts facts = confirmed(confirmed(ShardFacts.INITIAL, 8), 12);

    @Test
    void theBoundIsWhatTwoSnapshotsCover() {
        TrimStep step = TrimStep.at(facts, OptionalLong.empty(), NOW_MS, NOW_MS, Floor.NONE, DAY);

        assertThat(step.raiseTo()).hasValue(new Floor(8, NOW_MS));
        assertThat(step.deleteUpTo()).isEmpty();
    }

    @Test
    void theBoundStaysBelowAnEntryThatHoldsTheBytesOfALiveRun() {
        TrimStep step = TrimStep.at(facts, OptionalLong.of(5), NOW_MS, NOW_MS, Floor.NONE, DAY);

        assertThat(step.raiseTo()).hasValue(new Floor(4, NOW_MS));
    }

    @Test
    void nothingIsDeletedBeforeTheBoundIsADayOld() {
        var floor = new Floor(4, NOW_MS - DAY.toMillis() + 1);

        TrimStep step = TrimStep.at(facts, OptionalLong.empty(), NOW_MS, NOW_MS, floor, DAY);

        assertThat(step.deleteUpTo()).isEmpty();
        assertThat(step.raiseTo()).isEmpty();
    }

    @Test
    void anOldBoundIsTrimmedAndTheNextOneRecorded() {
        var floor = new Floor(4, NOW_MS - DAY.toMillis());

        TrimStep step = TrimStep.at(facts, OptionalLong.empty(), NOW_MS, NOW_MS, floor, DAY);

        assertThat(step.deleteUpTo()).hasValue(4);
        assertThat(step.raiseTo()).hasValue(new Floor(8, NOW_MS));
    }

    private static ShardFacts confirmed(ShardFacts facts, long sequence) {
        var hash = new Id128(4, 2);
        return facts.after(new ShardCommand.SnapshotTaken(sequence, hash), sequence + 1)
                .after(new ShardCommand.SnapshotConfirmed(sequence, hash), sequence + 1);
    }
}
