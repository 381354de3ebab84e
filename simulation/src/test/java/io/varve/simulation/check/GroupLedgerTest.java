package io.varve.simulation.check;

import static io.varve.simulation.check.GroupEntries.GROUP;
import static io.varve.simulation.check.GroupEntries.SHARD;
import static io.varve.simulation.check.GroupEntries.commit;
import static io.varve.simulation.check.GroupEntries.epoch;
import static io.varve.simulation.check.GroupEntries.removal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecords;
import io.varve.metadata.group.GroupState;
import io.varve.simulation.world.Violation;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupLedgerTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final GroupEntries entries = new GroupEntries();
    private final GroupLedger ledger = entries.ledger;

    @Test
    void theLastCommitOfThePresentCoordinatorCounts() {
        entries.claim(1);
        entries.write(commit(PARTITION, 3));
        entries.write(commit(PARTITION, 4));

        assertThat(ledger.committed(GROUP, PARTITION)).isEqualTo(4);
        assertThat(ledger.committed(GROUP, new TopicPartition("orders", 1))).isEqualTo(-1);
        assertThat(ledger.coordinatedBy(new Id128(1, 0))).containsExactly(SHARD);
    }

    @Test
    void whatComesFromAFormerCoordinatorIsLateAndDoesNotCount() {
        entries.claim(1);
        entries.claim(2);

        ledger.follow(SHARD, new GroupCommand.Write(1, 0, GroupRecords.of(List.of(commit(PARTITION, 3)))));
        ledger.follow(SHARD, new GroupCommand.Claim(2, 1, new Id128(1, 0)));

        assertThat(ledger.committed(GROUP, PARTITION)).isEqualTo(-1);
        assertThat(ledger.coordinatedBy(new Id128(1, 0))).isEmpty();
        assertThat(ledger.happened())
                .containsEntry(Coordinating.CLAIM, 2)
                .containsEntry(Coordinating.FAIL_OVER, 1)
                .containsEntry(Coordinating.LATE_WRITE, 1)
                .containsEntry(Coordinating.LATE_CLAIM, 1);
    }

    @Test
    void aWriteBehindAMissingOneDoesNotCount() {
        entries.claim(1);

        ledger.follow(SHARD, new GroupCommand.Write(1, 1, GroupRecords.of(List.of(commit(PARTITION, 3)))));

        assertThat(ledger.committed(GROUP, PARTITION)).isEqualTo(-1);
    }

    @Test
    void offsetsNeitherGoBackNorAreTheyTakenAway() {
        entries.claim(1);
        entries.write(commit(PARTITION, 3));

        assertThatCode(() -> entries.write(commit(PARTITION, 3))).doesNotThrowAnyException();
        assertThatThrownBy(() -> entries.write(commit(PARTITION, 2))).isInstanceOf(Violation.class);
        entries.write(commit(PARTITION, 3));
        assertThatThrownBy(() -> entries.write(removal(commit(PARTITION, 3)))).isInstanceOf(Violation.class);
    }

    @Test
    void epochsOfAGroupDoNotGoBack() {
        entries.claim(1);
        entries.write(epoch(7));
        entries.write(epoch(7));

        assertThat(ledger.epoch(GROUP)).isEqualTo(7);
        assertThatThrownBy(() -> entries.write(epoch(6))).isInstanceOf(Violation.class);
    }

    @Test
    void aReplayHasToKeepWhatWasCommitted() {
        assertThatCode(() -> ledger.check(List.of(new GroupState()))).doesNotThrowAnyException();

        entries.claim(1);
        entries.write(commit(PARTITION, 3));

        assertThatThrownBy(() -> ledger.check(List.of(new GroupState()))).isInstanceOf(Violation.class);
    }
}
