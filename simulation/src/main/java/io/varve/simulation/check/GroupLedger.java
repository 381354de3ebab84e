package io.varve.simulation.check;

import io.varve.core.Id128;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Violation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/// What the journal says of groups, by rules of its own: whose writes count, and that what counts takes no offset
/// and no epoch back.
public final class GroupLedger {

    private final Map<ShardId, Coordinator> coordinators = new TreeMap<>();
    private final Map<Committed, Kept> offsets = new HashMap<>();
    private final Map<Committed, Set<Long>> everCommitted = new HashMap<>();

    /// What transactions commit that have not ended in a shard.
    private final List<Pending> pending = new ArrayList<>();

    private final TransactionLedger transactions;

    /// How many records there have been.
    private long records;

    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<Coordinating, Integer> happened = new EnumMap<>(Coordinating.class);

    /// Who has claimed a shard last.
    ///
    /// @param writes that counted under the claim
    private record Coordinator(long epoch, Id128 incarnation, long writes) {

        static final Coordinator NONE = new Coordinator(0, Id128.ZERO, 0);
    }

    private record Committed(String group, TopicPartition partition) {}

    /// @param record the number of the record that says so
    private record Kept(long offset, long record) {}

    private record Pending(ShardId shard, Transaction transaction, long record, GroupChange.Commit commit) {}

    GroupLedger(TransactionLedger transactions) {
        this.transactions = transactions;
    }

    /// A command is durable now.
    void follow(ShardId shard, GroupCommand command) {
        Coordinator coordinator = coordinator(shard);
        switch (command) {
            case GroupCommand.Claim claim
            when claim.epoch() == coordinator.epoch() + 1 -> {
                count(Coordinating.CLAIM);
                if (coordinator.epoch() > 0 && !coordinator.incarnation().equals(claim.incarnation())) {
                    count(Coordinating.FAIL_OVER);
                }
                coordinators.put(shard, new Coordinator(claim.epoch(), claim.incarnation(), 0));
            }
            case GroupCommand.Writing write
            when write.epoch() == coordinator.epoch() && write.number() == coordinator.writes() -> {
                coordinators.put(shard, new Coordinator(write.epoch(), coordinator.incarnation(), write.number() + 1));
                follow(shard, write);
            }
            case GroupCommand.Claim _, GroupCommand.Writing _ -> refused(shard, command);
        }
    }

    /// A command does not count: it stands behind what it does not know, or found its place taken.
    private void refused(ShardId shard, GroupCommand command) {
        long epoch = coordinator(shard).epoch();
        switch (command) {
            case GroupCommand.Claim claim when claim.epoch() <= epoch -> count(Coordinating.LATE_CLAIM);
            case GroupCommand.Writing write when write.epoch() < epoch -> count(Coordinating.LATE_WRITE);
            case GroupCommand.Claim _, GroupCommand.Writing _ -> {}
        }
    }

    /// The place of an entry is taken.
    void refused(ShardId shard, Entry entry) {
        entry.commands().forEach(command -> {
            if (command instanceof GroupCommand group) {
                refused(shard, group);
            }
        });
    }

    private Coordinator coordinator(ShardId shard) {
        return coordinators.getOrDefault(shard, Coordinator.NONE);
    }

    private void follow(ShardId shard, GroupCommand.Writing writing) {
        switch (writing) {
            case GroupCommand.Write write -> write.records().list().forEach(this::follow);
            case GroupCommand.WritePending write -> {
                Transaction transaction = transactions.offsetsPending(shard, write.producer());
                write.records().list().forEach(written -> pend(shard, transaction, written));
            }
            case GroupCommand.EndPending end -> end(shard, end);
        }
    }

    private void pend(ShardId shard, Transaction transaction, GroupRecord written) {
        if (!(GroupChange.of(written) instanceof GroupChange.Commit commit)) {
            throw new Violation(transaction + " changes more than offsets: " + written);
        }
        pending.add(new Pending(shard, transaction, records++, commit));
    }

    /// What a transaction has committed counts from now on, if it was.
    private void end(ShardId shard, GroupCommand.EndPending end) {
        transactions.offsetsEnded(shard, end.producer(), end.commit());
        records++;
        List<Pending> ended = pending.stream()
                .filter(each -> each.shard().equals(shard)
                        && each.transaction().producer().producerId()
                                == end.producer().producerId())
                .toList();
        for (Pending each : ended) {
            if (!each.transaction().decided() || each.transaction().committed() != end.commit()) {
                throw new Violation(end + " ends offsets of " + each.transaction());
            }
            Kept kept = offsets.get(
                    new Committed(each.commit().group(), each.commit().partition()));
            if (end.commit() && (kept == null || kept.record() < each.record())) {
                commit(each.commit(), each.record());
            }
        }
        pending.removeAll(ended);
    }

    private void commit(GroupChange.Commit commit, long record) {
        var place = new Committed(commit.group(), commit.partition());
        Kept before = offsets.put(place, new Kept(commit.offset(), record));
        everCommitted.computeIfAbsent(place, absent -> new HashSet<>()).add(commit.offset());
        if (before != null && commit.offset() < before.offset()) {
            throw new Violation("offset " + commit.offset() + " is committed for " + commit.partition() + " after "
                    + before.offset() + " was");
        }
    }

    private void follow(GroupRecord written) {
        switch (GroupChange.of(written)) {
            case GroupChange.Commit commit -> commit(commit, records++);
            case GroupChange.Epoch(String group, int epoch) -> {
                Integer before = epochs.put(group, epoch);
                records++;
                if (before != null && epoch < before) {
                    throw new Violation("epoch " + epoch + " of group " + group + " follows " + before);
                }
            }
            case GroupChange.Other _ -> records++;
        }
    }

    /// What was committed last and is durable, −1 if nothing was.
    long committed(String group, TopicPartition partition) {
        Kept kept = offsets.get(new Committed(group, partition));
        return kept == null ? -1 : kept.offset();
    }

    /// Whether an offset has ever counted.
    boolean everCommitted(String group, TopicPartition partition, long offset) {
        return everCommitted
                .getOrDefault(new Committed(group, partition), Set.of())
                .contains(offset);
    }

    /// The epoch of a group, −1 if there is no such group.
    int epoch(String group) {
        return epochs.getOrDefault(group, -1);
    }

    /// The shards that a process has claimed and nobody else since.
    public List<ShardId> coordinatedBy(Id128 incarnation) {
        return coordinators.entrySet().stream()
                .filter(entry -> entry.getValue().incarnation().equals(incarnation))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// What a replay of the group shards from the start comes to.
    public void check(List<GroupState> replayed) {
        var kept = new HashMap<Committed, Long>();
        replayed.stream()
                .flatMap(state -> state.records().stream())
                .map(stored -> GroupChange.of(new GroupRecord(stored.key(), stored.value())))
                .forEach(change -> {
                    if (change instanceof GroupChange.Commit(String group, TopicPartition partition, long offset)) {
                        kept.put(new Committed(group, partition), offset);
                    }
                });
        var committed = new HashMap<Committed, Long>();
        offsets.forEach((place, last) -> committed.put(place, last.offset()));
        if (!kept.equals(committed)) {
            throw new Violation("a replay keeps the commits " + kept + ", and " + committed + " were made");
        }
    }

    public void count(Coordinating what) {
        happened.merge(what, 1, Integer::sum);
    }

    /// How often each thing has happened.
    public Map<Coordinating, Integer> happened() {
        return happened;
    }
}
