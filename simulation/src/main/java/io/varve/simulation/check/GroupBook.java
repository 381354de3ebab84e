package io.varve.simulation.check;

import io.varve.simulation.world.Violation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// What the members of one group were told, and what they must never be told: a partition has one owner at a time, what
/// is acknowledged is durable and told from then on, and nobody is told of what is not durable.
public final class GroupBook {

    private final Map<TopicPartition, Owner> owners = new HashMap<>();
    private final Map<TopicPartition, Long> acknowledged = new HashMap<>();
    private final String group;
    private final GroupLedger ledger;
    private final long patienceNanos;
    private int commits;

    /// @param ledger what is durable
    /// @param patience how long a coordinator waits for a member, that it does not hear of or that does not give up
    ///     what it is told to, before it gives its partitions to others
    public GroupBook(String group, GroupLedger ledger, Duration patience) {
        this.group = group;
        this.ledger = ledger;
        patienceNanos = patience.toNanos();
    }

    /// Who has a partition.
    ///
    /// @param sinceNanos when it was told so
    /// @param member as it says itself
    private record Owner(String member, long sinceNanos, Heard heard) {}

    /// When a member sent the first heartbeat since which it may not have heard what it is to give up.
    public interface Heard {
        long sentNanos();
    }

    /// A member is told that it has come to an epoch of the group.
    public void comesTo(String member, int epoch) {
        if (epoch > ledger.epoch(group)) {
            throw new Violation(member + " is told of epoch " + epoch + ", and " + ledger.epoch(group)
                    + " is the last durable one");
        }
    }

    /// A member is told that a partition is its own.
    public void adopts(String member, TopicPartition partition, long nowNanos, Heard heard) {
        Owner before = owners.put(partition, new Owner(member, nowNanos, heard));
        if (before != null
                && !before.member().equals(member)
                && nowNanos - before.heard().sentNanos() < patienceNanos) {
            throw new Violation(partition + " is given to " + member + " while " + before.member() + " owns it");
        }
    }

    /// A member gives a partition up, or is told that it has none, or is gone.
    public void releases(String member, TopicPartition partition) {
        owners.computeIfPresent(partition, (same, owner) -> owner.member().equals(member) ? null : owner);
    }

    /// A commit was acknowledged.
    public void acknowledged(String member, TopicPartition partition, long offset, long sentNanos) {
        commits++;
        Owner owner = owners.get(partition);
        if (owner != null && !owner.member().equals(member) && owner.sinceNanos() < sentNanos) {
            throw new Violation("a commit of " + member + " for " + partition + " counts, which " + owner.member()
                    + " had been given before it was sent");
        }
        if (ledger.committed(group, partition) < offset) {
            throw new Violation("commit " + offset + " for " + partition + " is acknowledged and not durable");
        }
        acknowledged.merge(partition, offset, Math::max);
    }

    /// The highest offset that was acknowledged, −1 if none was.
    public long highest(TopicPartition partition) {
        return acknowledged.getOrDefault(partition, -1L);
    }

    /// A member is told what was committed.
    ///
    /// @param atLeast [#highest] when it asked
    public void told(TopicPartition partition, long offset, long atLeast) {
        if (offset < atLeast) {
            throw new Violation("offset " + offset + " is said to be committed for " + partition + ", and " + atLeast
                    + " was acknowledged before");
        }
        if (offset > ledger.committed(group, partition)) {
            throw new Violation("offset " + offset + " is said to be committed for " + partition + " and not durable");
        }
    }

    public int commits() {
        return commits;
    }
}
