package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.route.ClientZone;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;

/// The APIs that need the catalog and no log: every node serves all of them.
public final class CatalogApis {

    private CatalogApis() {}

    /// @param self this node
    /// @param defaultPartitionCount of topics whose creator leaves it open, `num.partitions`
    public static List<ApiHandler<?>> all(Cluster cluster, Node self, int defaultPartitionCount) {
        var zone = new ClientZone(self.zone());
        var handlers = new ArrayList<ApiHandler<?>>(ConfigApis.of(cluster, List.of(), defaultPartitionCount));
        handlers.addAll(List.of(
                new Api03Metadata(cluster, zone),
                new Api10FindCoordinator(cluster),
                new Api19CreateTopics(cluster, defaultPartitionCount),
                new Api20DeleteTopics(cluster),
                new Api35DescribeLogDirs(cluster, self.id()),
                new Api37CreatePartitions(cluster),
                new Api60DescribeCluster(cluster, zone),
                new Api74ListConfigResources(cluster),
                new Api75DescribeTopicPartitions(cluster, zone)));
        return handlers;
    }
}
