package io.varve.groups.claim;

import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// All group shards of which this process may be the coordinator.
public final class Claims implements AutoCloseable {

    /// How often to look at what no entry of the catalog tells: this node's clock, a claim that could not be made.
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final List<ClaimKeeper> keepers = new ArrayList<>();
    private final Job job;

    public Claims(Cluster cluster, ClaimListener listener) {
        for (int number = 0; number < cluster.groupShardCount(); number++) {
            keepers.add(new ClaimKeeper(cluster, number, listener));
        }
        cluster.meta().replica().listen((sequence, entry, draft) -> wake());
        job = Job.start("claims", LOOK_EVERY, this::wake, cluster.doors());
    }

    /// Has a shard claimed if that is this process's to do.
    ///
    /// @return whether it is
    public boolean ask(int number) {
        return keepers.get(number).ask();
    }

    private void wake() {
        keepers.forEach(ClaimKeeper::wake);
    }

    @Override
    public void close() {
        job.close();
        keepers.forEach(ClaimKeeper::close);
    }
}
