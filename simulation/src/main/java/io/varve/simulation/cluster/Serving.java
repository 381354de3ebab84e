package io.varve.simulation.cluster;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.varve.compactor.sweep.OtherNames;
import io.varve.compactor.work.CompactorJobs;
import io.varve.groups.api.GroupApis;
import io.varve.groups.coordinator.Coordination;
import io.varve.ingest.produce.ProduceApis;
import io.varve.ingest.transaction.TransactionApis;
import io.varve.ingest.transaction.TransactionSettings;
import io.varve.ingest.write.WritePath;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.catalog.AbsentTopics;
import io.varve.kafka.catalog.Api10FindCoordinator;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.log.ClusterLogShards;
import io.varve.log.read.LogOffsets;
import io.varve.log.read.LogReader;
import io.varve.log.read.ReadSettings;
import io.varve.log.store.ObjectCache;
import io.varve.log.store.ReadLimits;
import io.varve.log.store.RunReader;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeRole;
import io.varve.node.Membership;
import io.varve.node.Probe;
import io.varve.simulation.world.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// What a node that has started offers.
///
/// @param apis what clients ask through Kafka's messages; the rest they ask directly
public record Serving(
        Life life,
        Cluster cluster,
        List<ApiHandler<?>> apis,
        LogReader reader,
        LogOffsets offsets,
        TopicOperations topics) {

    private static final long CACHE_BYTES = 256 * 1024;
    private static final TopicDefaults TOPIC_DEFAULTS = new TopicDefaults(1, false);
    private static final int FEATURE_LEVEL = 1;

    /// Puts a node together as a process does.
    static Serving start(Life life, Cluster cluster, ClusterPlan plan, SimulatedNode node, Probe probe) {
        boolean writes = node.writes();
        var self = new LocalNode(new NodeUp(
                node.address(),
                cluster.incarnation(),
                writes ? List.of(NodeRole.INGEST, NodeRole.READ, NodeRole.COMPACT) : List.of(NodeRole.READ),
                "",
                FEATURE_LEVEL));
        var shards = new ClusterLogShards(cluster);
        var cache = new ObjectCache(CACHE_BYTES, CACHE_BYTES);
        var runs = new RunReader(
                cluster.stores().objects(),
                cluster.stores().journal(),
                cluster.clusterId(),
                cache,
                ReadLimits.DEFAULT,
                cluster.doors());
        var reader = new LogReader(shards, runs, new ReadSettings(100, Duration.ofSeconds(5)), cluster.doors());
        var apis = new ArrayList<ApiHandler<?>>();
        apis.add(new Api10FindCoordinator(cluster));
        if (writes) {
            apis.addAll(ProduceApis.of(cluster, WritePath.of(cluster, self::id, cache::put, plan.writes())));
            apis.addAll(TransactionApis.of(cluster, TransactionSettings.DEFAULT));
            apis.addAll(GroupApis.of(
                    cluster,
                    new Coordination(cluster, plan.groups(), new CompositeMeterRegistry()),
                    AbsentTopics.ofAppender(cluster, TOPIC_DEFAULTS)));
            cluster.startUpkeep(plan.settings().upkeep());
            CompactorJobs.start(cluster, plan.compaction(), OtherNames.NONE, node.compactorCounts());
        }
        Membership.join(cluster, self, probe, plan.probing());
        return new Serving(life, cluster, apis, reader, new LogOffsets(shards, runs), new TopicOperations(cluster));
    }

    /// Does something that may wait, on a thread of the node. What it throws fails the world.
    public <T> CompletionStage<T> onThread(String threadName, Supplier<T> work) {
        var done = new CompletableFuture<T>();
        life.start(threadName, () -> done.complete(work.get()));
        return done;
    }

    @SuppressWarnings("unchecked") // each API is there once, with its request
    public <Q extends ApiMessage> ApiHandler<Q> api(ApiKeys key) {
        return (ApiHandler<Q>)
                apis.stream().filter(api -> api.api() == key).findFirst().orElseThrow();
    }
}
