package io.varve.log.read;

import static io.varve.log.TestReader.position;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.metadata.log.LogBounds;
import io.varve.testkit.TestBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionChecksTest {

    private final TestLog log = new TestLog(2);
    private final TestReader reader = new TestReader(log);

    @Test
    void aPositionOfTheLogCostsNoRequestAtAll() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        reader.follow();

        assertThat(check(position(0, 0), position(0, 2), position(1, 0)))
                .containsExactly(within(0, 2), within(0, 2), within(0, 0));
        assertThat(reader.journal.takeReads()).isZero();
        assertThat(reader.store.takeReads()).isEmpty();
    }

    @Test
    void anOffsetIsOutOfRangeByWhatTheJournalSaysNow() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        log.trim(0, 1);

        assertThat(check(position(0, 2), position(0, 0), position(0, 3)))
                .containsExactly(
                        within(1, 2),
                        new PositionCheck.OutOfRange(new LogBounds(1, 2, 2)),
                        new PositionCheck.OutOfRange(new LogBounds(1, 2, 2)));
        assertThat(reader.journal.takeReads()).isEqualTo(1);
    }

    @Test
    void whatDoesNotExistIsUnknown() {
        var elsewhere = new TopicIdPartition(new TopicId(TestLog.TOPIC.high() + 1, 0), 0);

        assertThat(check(position(7, 0), new FetchPosition(elsewhere, 0, 1)))
                .containsOnly(new PositionCheck.UnknownPartition());
    }

    @Test
    void aJournalThatDoesNotAnswerLeavesItOpen() {
        reader.follow();
        reader.journal.down(true);

        assertThat(check(position(0, 0), position(0, 5)))
                .satisfiesExactly(
                        known -> assertThat(known).isEqualTo(within(0, 0)),
                        open -> assertThat(open).isInstanceOf(PositionCheck.StorageFailed.class));
    }

    private List<PositionCheck> check(FetchPosition... positions) {
        return reader.checks.check(List.of(positions));
    }

    private static PositionCheck within(long logStartOffset, long highWatermark) {
        return new PositionCheck.Within(new LogBounds(logStartOffset, highWatermark, highWatermark));
    }
}
