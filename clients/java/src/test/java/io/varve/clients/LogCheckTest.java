package io.varve.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogCheckTest {
    private static final int VALUE = 7;
    private static final LoadId FIRST = new LoadId(0, 0);
    private static final LoadId SECOND = new LoadId(0, 1);

    @Test
    void aLogWithEveryAcknowledgedRecordInItsPlaceIsFine() {
        LogCheck check = exactlyOnce(acknowledged(0, FIRST), acknowledged(1, SECOND));
        check.record(0, 0, FIRST, VALUE);
        check.record(0, 1, SECOND, VALUE);
        check.end(0, 2);

        assertThat(check.verdict()).isEqualTo(new LogCheck.Verdict(2, 2, 0, 0, 0, List.of()));
    }

    @Test
    void aRecordThatNobodyAcknowledgedIsCountedAndAllowed() {
        LogCheck check = exactlyOnce();
        check.record(0, 0, FIRST, VALUE);

        assertThat(check.verdict().unacknowledged()).isEqualTo(1);
        assertThat(check.verdict().isOk()).isTrue();
    }

    @Test
    void anAcknowledgedRecordThatIsNotThereIsLost() {
        assertThat(violations(exactlyOnce(acknowledged(0, FIRST)))).containsExactly("lost: 0 0 0-0 7");
    }

    @Test
    void anAcknowledgedRecordAtAnotherOffsetHasMoved() {
        LogCheck check = exactlyOnce(acknowledged(1, FIRST));
        check.record(0, 0, FIRST, VALUE);

        assertThat(violations(check)).containsExactly("moved: 0 1 0-0 7 is at 0@0");
    }

    @Test
    void anAcknowledgementWithoutAnOffsetOnlyNeedsTheRecord() {
        LogCheck check = exactlyOnce(acknowledged(Acknowledgement.UNKNOWN, FIRST));
        check.record(0, 0, FIRST, VALUE);

        assertThat(violations(check)).isEmpty();
    }

    @Test
    void anotherValueAtTheAcknowledgedOffsetIsFound() {
        LogCheck check = exactlyOnce(acknowledged(0, FIRST));
        check.record(0, 0, FIRST, VALUE + 1);

        assertThat(violations(check)).containsExactly("changed: 0 0 0-0 7 has another value");
    }

    @Test
    void anIdempotentProducersRecordMayNotBeThereTwice() {
        LogCheck check = exactlyOnce(acknowledged(0, FIRST));
        check.record(0, 0, FIRST, VALUE);
        check.record(0, 1, FIRST, VALUE);

        assertThat(violations(check)).containsExactly("duplicate: 0-0 is at 0@0 and at 0@1");
    }

    @Test
    void anotherProducersRecordMayBeThereTwiceIfOneIsAtTheAcknowledgedOffset() {
        LogCheck check = new LogCheck(List.of(acknowledged(1, FIRST)), false);
        check.record(0, 0, FIRST, VALUE);
        check.record(0, 1, FIRST, VALUE);
        check.record(0, 2, FIRST, VALUE);

        assertThat(violations(check)).isEmpty();
        assertThat(check.verdict().duplicates()).isEqualTo(2);
    }

    @Test
    void anIdempotentProducersRecordsStandInTheOrderOfSending() {
        LogCheck check = exactlyOnce();
        check.record(0, 0, SECOND, VALUE);
        check.record(0, 1, FIRST, VALUE);

        assertThat(violations(check)).containsExactly("order: 0-0 at 0@1 comes after 0-1");
    }

    @Test
    void producersAndPartitionsHaveOrdersOfTheirOwn() {
        LogCheck check = exactlyOnce();
        check.record(0, 0, SECOND, VALUE);
        check.record(1, 0, FIRST, VALUE);
        check.record(0, 1, new LoadId(1, 0), VALUE);

        assertThat(violations(check)).isEmpty();
    }

    @Test
    void aGapInTheOffsetsIsFound() {
        LogCheck check = exactlyOnce();
        check.record(0, 0, FIRST, VALUE);
        check.record(0, 2, SECOND, VALUE);

        assertThat(violations(check)).containsExactly("gap: partition 0 has offset 2 where 1 comes next");
    }

    @Test
    void aLogThatStartsLateHasAGap() {
        LogCheck check = exactlyOnce();
        check.record(0, 1, FIRST, VALUE);

        assertThat(violations(check)).containsExactly("gap: partition 0 has offset 1 where 0 comes next");
    }

    @Test
    void anEndOffsetBehindAnAcknowledgedRecordIsFound() {
        LogCheck check = exactlyOnce(acknowledged(0, FIRST));
        check.record(0, 0, FIRST, VALUE);
        check.end(0, 0);

        assertThat(violations(check)).containsExactly("end: partition 0 ends at 0, acknowledged was 0 0 0-0 7");
    }

    @Test
    void recordsThatAreNotOfTheLoadAreFound() {
        LogCheck check = exactlyOnce();
        check.record(0, 0, LoadId.ofKey(null), VALUE);

        assertThat(violations(check)).containsExactly("stranger: the record at 0@0 is none of this load's");
    }

    @Test
    void oneRecordAcknowledgedTwiceIsFound() {
        LogCheck check = exactlyOnce(acknowledged(0, FIRST), acknowledged(1, FIRST));
        check.record(0, 0, FIRST, VALUE);

        assertThat(violations(check)).contains("acknowledged twice: 0 1 0-0 7");
    }

    private static LogCheck exactlyOnce(Acknowledgement... acknowledged) {
        return new LogCheck(List.of(acknowledged), true);
    }

    private static Acknowledgement acknowledged(long offset, LoadId id) {
        return new Acknowledgement(0, offset, id, VALUE);
    }

    private static List<String> violations(LogCheck check) {
        return check.verdict().violations();
    }
}
