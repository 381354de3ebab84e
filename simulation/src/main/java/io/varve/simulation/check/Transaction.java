package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.journal.ShardId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A transaction as the entries say it is.
///
/// ```
///   begun --> decided --> every shard that takes part knows: settled
/// ```
final class Transaction {

    private final String transactionalId;
    private final ProducerIdAndEpoch producer;
    private final long number;
    private final Set<TopicIdPartition> partitions = new TreeSet<>();

    /// By the shard in which it has begun.
    private final Map<ShardId, Set<TopicIdPartition>> begun = new HashMap<>();

    /// Shards that take part, and have said nothing of its end to the home shard.
    private final Set<ShardId> untold = new TreeSet<>();

    /// Shards that have its end in an entry of their own.
    private final Set<ShardId> ended = new HashSet<>();

    private @Nullable Boolean commit;
    private long decidedMs;

    /// @param producer with the epoch of its batches
    /// @param number among the transactions of the id
    Transaction(String transactionalId, ProducerIdAndEpoch producer, long number) {
        this.transactionalId = transactionalId;
        this.producer = producer;
        this.number = number;
    }

    ProducerIdAndEpoch producer() {
        return producer;
    }

    long number() {
        return number;
    }

    boolean decided() {
        return commit != null;
    }

    boolean committed() {
        return Boolean.TRUE.equals(commit);
    }

    boolean aborted() {
        return Boolean.FALSE.equals(commit);
    }

    void decide(boolean asCommitted, long nowMs) {
        commit = asCommitted;
        decidedMs = nowMs;
    }

    /// Entry time of the decision.
    long decidedMs() {
        return decidedMs;
    }

    /// It writes to partitions, or of a group shard to none, of a shard that is not its home.
    void takesPart(ShardId shard, Set<TopicIdPartition> added) {
        untold.add(shard);
        partitions.addAll(added);
    }

    /// It writes to partitions of its home.
    void takesPartAtHome(Set<TopicIdPartition> added) {
        partitions.addAll(added);
    }

    boolean hasPart(ShardId shard) {
        return untold.contains(shard);
    }

    boolean writesTo(Set<TopicIdPartition> some) {
        return partitions.containsAll(some);
    }

    void beginsIn(ShardId shard, TopicIdPartition partition) {
        begun.computeIfAbsent(shard, absent -> new TreeSet<>()).add(partition);
    }

    Set<TopicIdPartition> begunIn(ShardId shard) {
        return begun.getOrDefault(shard, Set.of());
    }

    void endsIn(ShardId shard) {
        ended.add(shard);
    }

    boolean hasEndedIn(ShardId shard) {
        return ended.contains(shard);
    }

    void told(ShardId shard) {
        untold.remove(shard);
    }

    boolean settled() {
        return decided() && untold.isEmpty();
    }

    @Override
    public String toString() {
        String end = commit == null ? "open" : commit ? "committed" : "aborted";
        return "transaction " + number + " of " + transactionalId + ", " + producer + ", " + end;
    }
}
