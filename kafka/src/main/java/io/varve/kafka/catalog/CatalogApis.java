package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.route.ClientZone;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.entry.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The APIs that need the catalog and no log: every node serves all of them.
public final class CatalogApis {

    private CatalogApis() {}

    /// @param self this node
    public static List<ApiHandler<?>> all(Cluster cluster, LocalNode self, TopicDefaults defaults) {
        var zone = new ClientZone(self.zone());
        var handlers = new ArrayList<ApiHandler<?>>(ConfigApis.of(cluster, List.of(), defaults));
        handlers.addAll(List.of(
                new Api03Metadata(cluster, zone, absentTopics(cluster, self, defaults)),
                new Api10FindCoordinator(cluster),
                new Api19CreateTopics(cluster, defaults.partitionCount()),
                new Api20DeleteTopics(cluster),
                new Api35DescribeLogDirs(cluster, self::id),
                new Api37CreatePartitions(cluster),
                new Api60DescribeCluster(cluster, zone),
                new Api74ListConfigResources(cluster),
                new Api75DescribeTopicPartitions(cluster, zone)));
        return handlers;
    }

    /// None at a node that appends nothing; see [TopicCreation] for how such a node can have it done.
    private static Optional<AbsentTopics> absentTopics(Cluster cluster, LocalNode self, TopicDefaults defaults) {
        return defaults.autoCreate() && self.roles().contains(NodeRole.INGEST)
                ? Optional.of(AbsentTopics.ofAppender(cluster, defaults))
                : Optional.empty();
    }
}
