package io.varve.cli.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class UndoTest {

    private static final List<TopicPartition> CHANGED = List.of(
            new TopicPartition("b", 0),
            new TopicPartition("a", 10),
            new TopicPartition("a", 9),
            new TopicPartition("c", 1));

    @Test
    void whatWasCommittedIsCommittedAgainAndTheRestDeleted() {
        Map<TopicPartition, Long> before =
                Map.of(CHANGED.get(0), 5L, CHANGED.get(1), 6L, new TopicPartition("unchanged", 0), 7L);

        assertThat(new Undo("localhost:9092", "-it's mine").lines(CHANGED, before))
                .containsExactly(
                        "varve group reset --bootstrap localhost:9092 --from - --yes -- '-it'\\''s mine' <<END",
                        "a,10,6",
                        "b,0,5",
                        "END",
                        "varve group delete --bootstrap localhost:9092 --offsets-of a:9 --offsets-of c:1 --yes --"
                                + " '-it'\\''s mine'");
    }

    @Test
    void nothingIsUndoneWhereNothingWasDone() {
        assertThat(new Undo("localhost:9092", "orders").lines(List.of(), Map.of(CHANGED.get(0), 5L)))
                .isEmpty();
    }
}
