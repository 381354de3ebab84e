package io.varve.compactor.work;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.retain.Retention;
import io.varve.compactor.rewrite.ShardCompactor;
import io.varve.compactor.sweep.OtherNames;
import io.varve.compactor.sweep.Sweeper;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Job;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.node.http.HttpEndpoint;
import java.util.ArrayList;
import java.util.List;

/// What a compactor does again and again. Several processes may do so at once.
public final class CompactorJobs implements AutoCloseable {

    private final List<Job> jobs;
    private final Cluster cluster;
    private final List<ShardCompactor> compactors;

    private CompactorJobs(List<Job> jobs, Cluster cluster, List<ShardCompactor> compactors) {
        this.jobs = List.copyOf(jobs);
        this.cluster = cluster;
        this.compactors = List.copyOf(compactors);
    }

    public static CompactorJobs start(
            Cluster cluster, CompactorSettings settings, OtherNames otherNames, CompactorCounts counts) {
        var jobs = new ArrayList<Job>();
        var compactors = new ArrayList<ShardCompactor>();
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            var compactor = new ShardCompactor(cluster, shard, settings, counts);
            compactors.add(compactor);
            jobs.add(Job.start("compact-" + shard.id(), settings.every(), compactor::compactIfDue, cluster.doors()));
            var retention = new Retention(cluster, shard);
            jobs.add(Job.start("retain-" + shard.id(), settings.retainEvery(), retention::applyIfDue, cluster.doors()));
        }
        var sweeper = new Sweeper(cluster, settings.sweeping(), otherNames, counts);
        jobs.add(Job.start("sweep", settings.every(), sweeper::sweepIfDue, cluster.doors()));
        return new CompactorJobs(jobs, cluster, compactors);
    }

    /// Begins a compaction when it is asked for.
    ///
    /// @param publish makes tables of what came of it
    public HttpEndpoint requests(Runnable publish) {
        return new CompactionRequests(cluster, compactors, publish);
    }

    /// No further turn begins.
    @Override
    public void close() {
        jobs.forEach(Job::close);
    }
}
