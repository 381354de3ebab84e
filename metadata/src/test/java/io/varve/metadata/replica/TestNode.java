package io.varve.metadata.replica;

import io.varve.core.Id128;
import io.varve.metadata.SteppingDoors;
import io.varve.metadata.entry.Command;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.storage.ObjectStore;
import java.time.Duration;
import java.util.OptionalLong;

/// One process's part in a data shard, worked by hand: nothing happens unless the test takes a turn.
final class TestNode {

    static final ShardId SHARD = ShardId.data(0);
    static final Id128 CLUSTER = new Id128(1, 1);

    final SteppingDoors time;
    final FaultyJournal journal;
    final Replica<LogState, LogDraft> replica;
    final Appender<LogState, LogDraft> appender;
    final Snapshotter<LogState, LogDraft> snapshotter;
    final Trimmer trimmer;

    TestNode(Journal shared, ObjectStore objects, SteppingDoors time) {
        this.time = time;
        this.journal = FaultyJournal.over(shared);
        var snapshots = new Snapshots(objects, CLUSTER);
        var parts = new ReplicaParts(
                journal,
                snapshots,
                spilled -> {
                    throw new IllegalStateException("nothing is spilled here");
                },
                new VoidMarkers(objects, CLUSTER),
                time.doors());
        replica = new Replica<>(SHARD, StateKind.LOG, parts);
        replica.open();
        appender = new Appender<>(replica, journal, new ClockGuard(time), time.doors());
        snapshotter = new Snapshotter<>(replica, snapshots, 1);
        trimmer = new Trimmer(replica, journal, new ClockGuard(time), Duration.ofDays(1), OptionalLong::empty);
    }

    /// Proposes and takes as many turns as the proposal needs.
    <P extends Proposal<LogDraft>> P work(P proposal) {
        appender.propose(proposal);
        while (appender.hasWork()) {
            appender.turn();
        }
        return proposal;
    }

    /// Takes a snapshot and confirms it, as two turns of the snapshotter do.
    void snapshot() {
        snapshotter.workIfDue().ifPresent(this::append);
        snapshotter.workIfDue().ifPresent(this::append);
    }

    private void append(Command command) {
        work(new CommandProposal<>(command));
    }
}
