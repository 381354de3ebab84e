package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.plan.StuckRuns;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes note of runs that were planned to be read and are gone or not what was written. What the log still names then
/// stays where it is, and is not read again for a while; what it does not was rewritten by another compactor.
final class UnreadableRuns {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableRuns.class);

    private final Cluster cluster;
    private final StuckRuns stuck;
    private final CompactorCounts counts;

    UnreadableRuns(Cluster cluster, StuckRuns stuck, CompactorCounts counts) {
        this.cluster = cluster;
        this.stuck = stuck;
        this.counts = counts;
    }

    /// @param runs that lie in one place and were to be read together
    /// @throws io.varve.metadata.journal.JournalException if the journal's tail cannot be read
    void note(TopicIdPartition partition, List<Run> runs, RuntimeException cause) {
        refresh(partition);
        noteNamed(partition, runs, cause);
    }

    /// Takes note of what a round has not found.
    ///
    /// @param lost runs of one shard, at least one
    /// @throws io.varve.metadata.journal.JournalException if the journal's tail cannot be read
    void note(List<RunInputs.Lost> lost) {
        refresh(lost.getFirst().partition());
        lost.forEach(each -> noteNamed(each.partition(), List.of(each.run()), each.cause()));
    }

    private void refresh(TopicIdPartition partition) {
        shardOf(partition).ifPresent(shard -> shard.replica().refresh());
    }

    private void noteNamed(TopicIdPartition partition, List<Run> runs, RuntimeException cause) {
        List<Run> named = named(partition, runs);
        if (named.isEmpty()) {
            return;
        }
        LOG.error(
                "what the log names is not what was written, it stays as it is partition={} offset={} in={}"
                        + " reason=\"{}\"",
                partition,
                named.getFirst().baseOffset(),
                named.getFirst().source(),
                cause.getMessage());
        counts.metDamage();
        named.forEach(stuck::add);
    }

    private List<Run> named(TopicIdPartition partition, List<Run> runs) {
        return shardOf(partition)
                .map(shard -> shard.replica().query(state -> new HashSet<>(state.runs(partition))))
                .map(there -> runs.stream().filter(there::contains).toList())
                .orElse(List.of());
    }

    /// Empty if the topic was deleted.
    private Optional<Shard<LogState, LogDraft>> shardOf(TopicIdPartition partition) {
        return cluster.dataShards().stream()
                .filter(shard ->
                        shard.replica().query(state -> state.bounds(partition).isPresent()))
                .findFirst();
    }
}
