package io.varve.simulation.check;

import io.varve.core.Id128;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Violation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/// What the journal says of groups, by rules of its own: whose writes count, and that what counts takes no offset
/// and no epoch back.
public final class GroupLedger {

    private final Map<ShardId, Coordinator> coordinators = new TreeMap<>();
    private final Map<Committed, Long> offsets = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();
    private final Map<Coordinating, Integer> happened = new EnumMap<>(Coordinating.class);

    /// Who has claimed a shard last.
    ///
    /// @param writes that counted under the claim
    private record Coordinator(long epoch, Id128 incarnation, long writes) {

        static final Coordinator NONE = new Coordinator(0, Id128.ZERO, 0);
    }

    private record Committed(String group, TopicPartition partition) {}

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
                follow(write);
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

    private void follow(GroupCommand.Writing writing) {
        switch (writing) {
            case GroupCommand.Write write -> write.records().list().forEach(this::follow);
            case GroupCommand.WritePending _, GroupCommand.EndPending _ ->
                throw new Violation("no client of this world has transactions: " + writing);
        }
    }

    private void follow(GroupRecord written) {
        switch (GroupChange.of(written)) {
            case GroupChange.Commit(String group, TopicPartition partition, long offset) -> {
                Long before = offsets.put(new Committed(group, partition), offset);
                if (before != null && offset < before) {
                    throw new Violation(
                            "offset " + offset + " is committed for " + partition + " after " + before + " was");
                }
            }
            case GroupChange.Epoch(String group, int epoch) -> {
                Integer before = epochs.put(group, epoch);
                if (before != null && epoch < before) {
                    throw new Violation("epoch " + epoch + " of group " + group + " follows " + before);
                }
            }
            case GroupChange.Other _ -> {}
        }
    }

    /// What was committed last and is durable, −1 if nothing was.
    long committed(String group, TopicPartition partition) {
        return offsets.getOrDefault(new Committed(group, partition), -1L);
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
        if (!kept.equals(offsets)) {
            throw new Violation("a replay keeps the commits " + kept + ", and " + offsets + " were made");
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
