package io.varve.reader.forward;

import io.varve.core.Threads;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.catalog.AbsentTopics;
import io.varve.kafka.catalog.Api03Metadata;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.kafka.peer.PeerSettings;
import io.varve.kafka.peer.Peers;
import io.varve.kafka.route.ClientZone;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.LocalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;

/// The APIs that change something or coordinate, or tell of it, at a node that does neither.
///
/// @param handlers one for each
/// @param peers by which they reach ingest nodes, to be closed after them
public record ForwardedApis(List<ApiHandler<?>> handlers, Peers peers) implements AutoCloseable {

    /// @param self this node
    public static ForwardedApis of(Cluster cluster, LocalNode self, TopicDefaults topics) {
        var peers = new Peers(PeerSettings.DEFAULT, cluster.doors());
        var zone = new ClientZone(self.zone());
        var nodes = new IngestNodes(cluster, zone, peers);
        Threads threads = cluster.doors().threads();
        var handlers = new ArrayList<ApiHandler<?>>();
        handlers.add(new Api00Produce());
        SharedVersions.OF_CHANGES.forEach(
                (api, versions) -> handlers.add(new ForwardedApi<>(api, versions, nodes, threads)));
        handlers.add(new ForwardedApi<>(ApiKeys.DESCRIBE_CONFIGS, SharedVersions.DESCRIBE_CONFIGS, nodes, threads));
        SharedVersions.OF_GROUPS.keySet().stream()
                .filter(api -> api != ApiKeys.LIST_GROUPS)
                .forEach(api -> handlers.add(new NotCoordinator(api, SharedVersions.ofGroups(api))));
        SharedVersions.OF_TRANSACTIONS.forEach((api, versions) -> handlers.add(
                SharedVersions.OF_TRANSACTION_COORDINATORS.contains(api)
                        ? new NotCoordinator(api, versions)
                        : new ForwardedApi<>(api, versions, nodes, threads)));
        handlers.add(new Api16ListGroups());
        if (topics.autoCreate()) {
            var absent = new AbsentTopics(threads, new ForwardedTopicCreation(nodes));
            handlers.add(new Api03Metadata(cluster, zone, Optional.of(absent)));
        }
        return new ForwardedApis(handlers, peers);
    }

    @Override
    public void close() {
        peers.close();
    }
}
