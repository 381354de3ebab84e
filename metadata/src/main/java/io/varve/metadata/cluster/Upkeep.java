package io.varve.metadata.cluster;

import io.varve.core.Doors;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.ReplicaParts;
import io.varve.metadata.replica.Snapshotter;
import io.varve.metadata.replica.Trimmer;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The work that keeps shards in order. Every node does it; nothing of it is unsafe when two do it at once.
final class Upkeep {

    /// Producers are forgotten in steps, since each step is an entry.
    private static final Duration FORGET_STEP = Duration.ofHours(1);

    /// Consumers of committed records wait for the ends of transactions.
    private static final Duration TRANSACTIONS_EVERY = Duration.ofSeconds(1);

    private Upkeep() {}

    static List<AutoCloseable> start(
            Cluster cluster, ReplicaParts parts, ClockGuard clockGuard, UpkeepSettings settings) {
        Doors doors = cluster.doors();
        var shortener = new Shortener(parts, clockGuard, settings, doors);
        var jobs = new ArrayList<AutoCloseable>();
        var ticker = new EpochTicker(cluster, settings.tickEvery());
        jobs.add(Job.start("tick", settings.every(), ticker::tickIfDue, doors));
        var settler = new TopicSettler(cluster);
        jobs.add(Job.start("settle", settings.every(), settler::settleAll, doors));
        var transactions = new TransactionSettler(cluster, cluster.transactions());
        jobs.add(Job.start("transactions", TRANSACTIONS_EVERY, transactions::settleAll, doors));
        jobs.addAll(shortener.start(cluster.meta(), OptionalLong::empty));
        var bundles = new Bundles(cluster);
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            jobs.addAll(shortener.start(shard, () -> shard.replica().query(LogState::firstInlinedSequence)));
            jobs.add(Job.start(
                    "forget-" + shard.id(),
                    FORGET_STEP,
                    () -> forgetProducers(shard, settings.forgetProducersAfter(), clockGuard),
                    doors));
            var mover = new Mover(cluster, shard, settings.moveAfter(), bundles);
            jobs.add(Job.start("move-" + shard.id(), settings.every(), mover::moveIfDue, doors));
        }
        return jobs;
    }

    /// Of a group shard its coordinator alone has a state that is up to date.
    static List<AutoCloseable> startOfGroups(
            Cluster cluster, Shard<GroupState, GroupDraft> shard, ReplicaParts parts, UpkeepSettings settings) {
        var shortener = new Shortener(parts, cluster.stores().clockGuard(), settings, cluster.doors());
        return shortener.start(
                shard,
                OptionalLong::empty,
                () -> shard.replica().query(GroupState::claim).incarnation().equals(cluster.incarnation()));
    }

    /// Starts what takes snapshots of shards and trims their journals.
    private record Shortener(ReplicaParts parts, ClockGuard clockGuard, UpkeepSettings settings, Doors doors) {

        <S extends ShardState<D>, D extends Draft> List<AutoCloseable> start(
                Shard<S, D> shard, Supplier<OptionalLong> firstNeeded) {
            return start(shard, firstNeeded, () -> true);
        }

        /// @param ours whether it is this process's turn to do it
        <S extends ShardState<D>, D extends Draft> List<AutoCloseable> start(
                Shard<S, D> shard, Supplier<OptionalLong> firstNeeded, BooleanSupplier ours) {
            var snapshotter = new Snapshotter<>(shard.replica(), parts.snapshots(), settings.snapshotEvery());
            var trimmer = new Trimmer(shard.replica(), parts.journal(), clockGuard, settings.trimAfter(), firstNeeded);
            return List.of(
                    Job.start(
                            "snapshot-" + shard.id(),
                            settings.every(),
                            onlyIf(ours, () -> snapshotter.workIfDue().ifPresent(shard::proposeAndWait)),
                            doors),
                    Job.start("trim-" + shard.id(), settings.every(), onlyIf(ours, trimmer::workIfDue), doors));
        }
    }

    private static Runnable onlyIf(BooleanSupplier condition, Runnable work) {
        return () -> {
            if (condition.getAsBoolean()) {
                work.run();
            }
        };
    }

    private static void forgetProducers(Shard<LogState, LogDraft> shard, Duration after, ClockGuard clockGuard) {
        long nowMs = clockGuard.wallMs();
        long beforeMs = nowMs - after.toMillis();
        if (shard.replica().query(state -> state.remembersBefore(beforeMs, nowMs))) {
            shard.proposeAndWait(new LogCommand.ExpireProducers(beforeMs));
        }
    }
}
