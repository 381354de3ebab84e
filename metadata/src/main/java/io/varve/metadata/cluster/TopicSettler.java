package io.varve.metadata.cluster;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;

/// Finishes what other nodes began with topics and did not get to end.
final class TopicSettler {

    private final Cluster cluster;
    private final TopicOperations operations;

    TopicSettler(Cluster cluster) {
        this.cluster = cluster;
        this.operations = new TopicOperations(cluster);
    }

    void settleAll() {
        Catalog catalog = cluster.catalog();
        for (Topic topic : catalog.topics()) {
            if (!topic.settled()) {
                operations.settle(topic);
            }
        }
        catalog.closing().forEach(operations::close);
    }
}
