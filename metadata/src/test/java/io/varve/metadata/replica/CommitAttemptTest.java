package io.varve.metadata.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.TailPage;
import io.varve.metadata.replica.CommitAttempt.Place;
import io.varve.metadata.replica.CommitAttempt.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitAttemptTest {

    private static final byte[] OURS = {1, 2, 3};

    private final CommitAttempt attempt = new CommitAttempt(4, OURS);

    @Test
    void onlyAnAppendThatSucceededNeedsNoReading() {
        assertThat(attempt.afterAppend(new AppendOutcome.Appended())).isEqualTo(Step.CHECK_FLOOR);
        assertThat(attempt.afterAppend(new AppendOutcome.Occupied())).isEqualTo(Step.READ_BACK);
        assertThat(attempt.afterAppend(new AppendOutcome.Unknown(false, new IllegalStateException())))
                .isEqualTo(Step.READ_BACK);
    }

    @Test
    void absentIsNotFailed() {
        assertThat(attempt.afterReadBack(new TailPage(4, List.of(), true))).isEqualTo(Step.APPEND);
    }

    @Test
    void theBytesSayWhoseEntryItIs() {
        assertThat(attempt.afterReadBack(page(4, OURS.clone()))).isEqualTo(Step.CHECK_FLOOR);
        assertThat(attempt.afterReadBack(page(4, new byte[] {1, 2, 4}))).isEqualTo(Step.PLAN_AGAIN);
    }

    @Test
    void aLaterEntryMeansThatThePlaceIsGone() {
        assertThat(attempt.afterReadBack(page(9, OURS))).isEqualTo(Step.DROP_STATE);
    }

    @Test
    void onlyAPlaceAboveTheBoundIsAcknowledged() {
        assertThat(attempt.afterFloorCheck(true)).isEqualTo(Step.APPLY);
        assertThat(attempt.afterFloorCheck(false)).isEqualTo(Step.DROP_STATE);
    }

    @Test
    void whatTheReplicaHasPassedWithoutMeetingItIsNotAcknowledged() {
        assertThat(attempt.afterApply(Place.TAKEN)).isEqualTo(Step.ACKNOWLEDGE);
        assertThat(attempt.afterApply(Place.MET)).isEqualTo(Step.ACKNOWLEDGE);
        assertThat(attempt.afterApply(Place.NOT_MET)).isEqualTo(Step.GIVE_UP);
    }

    private static TailPage page(long firstSequence, byte[] entry) {
        return new TailPage(firstSequence, List.of(entry), true);
    }
}
