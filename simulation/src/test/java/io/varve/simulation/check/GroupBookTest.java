package io.varve.simulation.check;

import static io.varve.simulation.check.GroupEntries.commit;
import static io.varve.simulation.check.GroupEntries.epoch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.simulation.world.Violation;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupBookTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GroupEntries entries = new GroupEntries();
    private final GroupBook book = new GroupBook(GroupEntries.GROUP, entries.ledger, PATIENCE);

    @BeforeEach
    void claim() {
        entries.claim(1);
    }

    @Test
    void aPartitionIsNotGivenToTwoMembersThatBothAreHeardOf() {
        book.adopts("a", PARTITION, 0, () -> 5);

        assertThatThrownBy(() -> book.adopts("b", PARTITION, 5 + PATIENCE.toNanos() - 1, () -> 0))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("b while a owns it");
    }

    @Test
    void aPartitionMayBeTakenFromAMemberThatIsNotHeardOf() {
        book.adopts("a", PARTITION, 0, () -> 5);

        assertThatCode(() -> book.adopts("b", PARTITION, 5 + PATIENCE.toNanos(), () -> 0))
                .doesNotThrowAnyException();
    }

    @Test
    void aPartitionThatIsGivenUpMayBeGivenAway() {
        book.adopts("a", PARTITION, 0, () -> 0);
        book.releases("a", PARTITION);

        assertThatCode(() -> book.adopts("b", PARTITION, 1, () -> 1)).doesNotThrowAnyException();
    }

    @Test
    void aCommitOfAFormerOwnerDoesNotCount() {
        book.adopts("a", PARTITION, 0, () -> 0);
        book.adopts("b", PARTITION, PATIENCE.toNanos(), () -> PATIENCE.toNanos());
        entries.write(commit(PARTITION, 3));

        assertThatThrownBy(() -> book.acknowledged("a", PARTITION, 3, PATIENCE.toNanos() + 1))
                .isInstanceOf(Violation.class);
        assertThatCode(() -> book.acknowledged("a", PARTITION, 3, PATIENCE.toNanos() - 1))
                .doesNotThrowAnyException();
    }

    @Test
    void committedOffsetsDoNotGoBack() {
        entries.write(commit(PARTITION, 8));
        book.acknowledged("a", PARTITION, 7, 0);
        book.acknowledged("a", PARTITION, 6, 0);
        long atLeast = book.highest(PARTITION);

        assertThat(atLeast).isEqualTo(7);
        assertThatThrownBy(() -> book.told(PARTITION, 6, atLeast)).isInstanceOf(Violation.class);
        assertThatCode(() -> book.told(PARTITION, 8, atLeast)).doesNotThrowAnyException();
    }

    @Test
    void nothingIsToldThatIsNotDurable() {
        entries.write(commit(PARTITION, 3));
        entries.write(epoch(5));

        assertThatThrownBy(() -> book.acknowledged("a", PARTITION, 4, 0)).isInstanceOf(Violation.class);
        assertThatThrownBy(() -> book.told(PARTITION, 4, -1)).isInstanceOf(Violation.class);
        assertThatThrownBy(() -> book.comesTo("a", 6)).isInstanceOf(Violation.class);
        assertThatCode(() -> book.comesTo("a", 5)).doesNotThrowAnyException();
    }
}
