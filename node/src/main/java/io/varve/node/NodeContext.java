package io.varve.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.varve.core.Doors;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.LocalNode;
import io.varve.node.NodeSettings.Locations;
import io.varve.node.api.Topics;

/// What a role works with.
///
/// @param stores where the cluster is kept
/// @param self this node, which is not announced yet when its roles start
public record NodeContext(
        Cluster cluster,
        Locations stores,
        LocalNode self,
        NodeLogs logs,
        MeterRegistry meters,
        TopicDefaults topicDefaults) {

    public Doors doors() {
        return cluster.doors();
    }

    public Topics topics() {
        return new Topics(cluster);
    }
}
