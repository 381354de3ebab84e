package io.varve.metadata.replica;

import static io.varve.metadata.Batches.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.metadata.SteppingDoors;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import io.varve.storage.ObjectInfo;
import io.varve.storage.memory.MemoryObjectStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotterTest {

    private final SteppingDoors time = new SteppingDoors(1);
    private final MemoryJournal journal = new MemoryJournal(true);
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final TestNode node = new TestNode(journal, objects, time);

    @BeforeEach
    void openTopic() {
        node.work(new CommandProposal<>(new LogCommand.Open(TOPIC, 1, time.wallMs())));
    }

    @Test
    void aSnapshotIsConfirmedByASecondFold() {
        node.snapshot();

        assertThat(snapshotAtZero().confirmed()).isTrue();
    }

    @Test
    void aSnapshotWithWhichTheSecondFoldDisagreesIsNotConfirmed() {
        node.work(new CommandProposal<>(new ShardCommand.SnapshotTaken(0, new Id128(6, 6))));

        assertThat(node.snapshotter.workIfDue()).isEmpty();
        assertThat(snapshotAtZero().confirmed()).isFalse();
    }

    @Test
    void aSnapshotWithWhichTheSecondFoldDisagreesIsFollowedByAnother() {
        node.work(new CommandProposal<>(new ShardCommand.SnapshotTaken(0, new Id128(6, 6))));

        node.snapshotter.workIfDue();
        node.snapshot();

        assertThat(confirmed()).containsExactly(1L);
    }

    @Test
    void aSnapshotWhoseObjectIsGoneOrDamagedIsFollowedByAnother() {
        node.work(
                node.snapshotter.workIfDue().map(CommandProposal<LogDraft>::new).orElseThrow());
        objects.delete(
                objects.list("", "", 10).objects().stream().map(ObjectInfo::key).toList());

        node.snapshotter.workIfDue();
        node.snapshot();

        assertThat(confirmed()).containsExactly(1L);
    }

    @Test
    void aConfirmedSnapshotThatIsDamagedKeepsNobodyFromConfirmingTheNextOne() {
        node.snapshot();
        node.work(new CommandProposal<>(new LogCommand.Open(TOPIC, 2, time.wallMs())));
        node.snapshot();
        assertThat(confirmed()).hasSize(2);
        objects.delete(List.of(objects.list("", "", 10).objects().getLast().key()));
        node.work(new CommandProposal<>(new LogCommand.Open(TOPIC, 3, time.wallMs())));

        node.snapshot();

        assertThat(confirmed()).hasSize(3);
    }

    /// A fold that disagrees for good must not become a snapshot with every turn.
    @Test
    void whereNoSnapshotIsEverConfirmedFewAreWritten() {
        var lazy = new Snapshotter<>(node.replica, new Snapshots(objects, TestNode.CLUSTER), 1_000);
        node.work(new CommandProposal<>(new ShardCommand.Sweep(1)));

        for (int turn = 0; turn < 20; turn++) {
            lazy.workIfDue()
                    .map(ShardCommand.SnapshotTaken.class::cast)
                    .ifPresent(taken -> node.work(
                            new CommandProposal<>(new ShardCommand.SnapshotTaken(taken.sequence(), new Id128(6, 6)))));
        }

        assertThat(node.replica.query(ShardState::facts).snapshots()).hasSize(3);
    }

    private List<Long> confirmed() {
        return node.replica.query(ShardState::facts).snapshots().entrySet().stream()
                .filter(snapshot -> snapshot.getValue().confirmed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// A person has declared it void.
    @Test
    void aSnapshotBehindAVoidedEntryIsConfirmed() {
        long sequence = node.replica.appliedSequence() + 1;
        journal.append(TestNode.SHARD, sequence, new byte[] {1, 2, 3});
        new VoidMarkers(objects, TestNode.CLUSTER).mark(TestNode.SHARD, sequence, "a test");
        node.replica.refresh();
        assertThat(node.replica.appliedSequence()).isEqualTo(sequence);

        node.snapshot();

        assertThat(confirmed()).containsExactly(sequence);
    }

    @Test
    void aSnapshotWhoseEntryComesAfterTwoOthersWereConfirmedKeepsNobodyFromTheNextOne() {
        node.work(new CommandProposal<>(new LogCommand.Open(TOPIC, 2, time.wallMs())));
        node.snapshot();
        node.work(new CommandProposal<>(new LogCommand.Open(TOPIC, 3, time.wallMs())));
        node.snapshot();
        node.work(new CommandProposal<>(new ShardCommand.SnapshotTaken(0, new Id128(6, 6))));
        node.work(new CommandProposal<>(new ShardCommand.Sweep(1)));

        node.snapshot();

        ShardFacts facts = node.replica.query(ShardState::facts);
        assertThat(facts.snapshots().get(0L).confirmed()).isFalse();
        assertThat(facts.snapshots().entrySet())
                .filteredOn(snapshot -> snapshot.getValue().confirmed())
                .hasSize(3);
    }

    private ShardFacts.Snapshot snapshotAtZero() {
        ShardFacts facts = node.replica.query(ShardState::facts);
        assertThat(facts.snapshots()).containsKey(0L);
        return facts.snapshots().get(0L);
    }
}
