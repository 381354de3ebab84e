package io.varve.cli.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.cli.console.CommandException;
import io.varve.cli.group.ResetPlan.Move;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A log from 10 to 100.
class ResetPlanTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 3);
    private static final LogBounds LOG = new LogBounds(10, 100);

    @Test
    void theEndsOfTheLog() {
        assertThat(moved(40L, new ResetTarget.Earliest())).isEqualTo(new Move(PARTITION, 40L, 10, ""));
        assertThat(moved(40L, new ResetTarget.Latest())).isEqualTo(new Move(PARTITION, 40L, 100, ""));
        assertThat(moved(null, new ResetTarget.Latest())).isEqualTo(new Move(PARTITION, null, 100, ""));
    }

    @Test
    void anOffsetInTheLogIsTakenAsItIs() {
        for (long offset : new long[] {10, 55, 100}) {
            assertThat(moved(null, new ResetTarget.AtOffset(offset))).isEqualTo(new Move(PARTITION, null, offset, ""));
        }
    }

    @Test
    void anOffsetOutsideOfTheLogBecomesTheNearestEndAndIsTold() {
        assertThat(moved(40L, new ResetTarget.AtOffset(9)))
                .isEqualTo(new Move(PARTITION, 40L, 10, "9 is before the log: its start"));
        assertThat(moved(40L, new ResetTarget.AtOffset(-1)).to()).isEqualTo(10);
        assertThat(moved(40L, new ResetTarget.AtOffset(101)))
                .isEqualTo(new Move(PARTITION, 40L, 100, "101 is beyond the log: its end"));
    }

    @Test
    void aShiftIsCountedFromWhatIsCommitted() {
        assertThat(moved(40L, new ResetTarget.ShiftBy(-5))).isEqualTo(new Move(PARTITION, 40L, 35, ""));
        assertThat(moved(40L, new ResetTarget.ShiftBy(5))).isEqualTo(new Move(PARTITION, 40L, 45, ""));
        assertThat(moved(40L, new ResetTarget.ShiftBy(Long.MAX_VALUE)).to()).isEqualTo(100);
        assertThat(moved(40L, new ResetTarget.ShiftBy(Long.MIN_VALUE)).to()).isEqualTo(10);
    }

    @Test
    void whatIsNotCommittedCannotBeShifted() {
        assertThatThrownBy(() -> moved(null, new ResetTarget.ShiftBy(1)))
                .isInstanceOf(CommandException.class)
                .hasMessage("orders-3 has no committed offset that could be shifted");
    }

    @Test
    void aTimeIsItsFirstRecordElseTheEnd() {
        var target = new ResetTarget.AtTime(1_000);

        assertThat(movedFrom(new PartitionPosition(PARTITION, 40L, LOG, 77L), target))
                .isEqualTo(new Move(PARTITION, 40L, 77, ""));
        assertThat(movedFrom(new PartitionPosition(PARTITION, 40L, LOG, null), target))
                .isEqualTo(new Move(PARTITION, 40L, 100, "no record of that time or later: the end"));
    }

    @Test
    void theCurrentOffsetStaysEvenOutsideOfTheLog() {
        assertThat(moved(4L, new ResetTarget.Current())).isEqualTo(new Move(PARTITION, 4L, 4, ""));
        assertThat(moved(null, new ResetTarget.Current()))
                .isEqualTo(new Move(PARTITION, null, 100, "nothing committed: the end"));
    }

    @Test
    void aPlanFileIsFollowedAsFarAsTheLogGoes() {
        assertThat(moved(40L, new ResetTarget.Planned(Map.of(PARTITION, 55L))).to())
                .isEqualTo(55);
        assertThat(moved(40L, new ResetTarget.Planned(Map.of(PARTITION, 0L))).to())
                .isEqualTo(10);
    }

    @Test
    void movesAreInTheOrderInWhichPeopleLookForThem() {
        ResetPlan plan = ResetPlan.of(new ResetTarget.Earliest(), List.of(at("b", 0), at("a", 10), at("a", 9)));

        assertThat(plan.targets().keySet())
                .containsExactly(new TopicPartition("a", 9), new TopicPartition("a", 10), new TopicPartition("b", 0));
        assertThat(plan.moves())
                .extracting(Move::partition)
                .containsExactlyElementsOf(plan.targets().keySet());
    }

    private static PartitionPosition at(String topic, int partition) {
        return new PartitionPosition(new TopicPartition(topic, partition), null, LOG, null);
    }

    private static Move moved(@Nullable Long committed, ResetTarget target) {
        return movedFrom(new PartitionPosition(PARTITION, committed, LOG, null), target);
    }

    private static Move movedFrom(PartitionPosition position, ResetTarget target) {
        return ResetPlan.of(target, List.of(position)).moves().getFirst();
    }
}
