package io.varve.kafka.catalog;

import io.varve.kafka.api.RequestContext;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Topics created by a node that may append.
final class OwnTopicCreation implements TopicCreation {

    private static final Logger LOG = LoggerFactory.getLogger(OwnTopicCreation.class);

    private final Cluster cluster;
    private final TopicOperations operations;
    private final int partitionCount;

    OwnTopicCreation(Cluster cluster, int partitionCount) {
        this.cluster = cluster;
        this.partitionCount = partitionCount;
        operations = new TopicOperations(cluster);
    }

    @Override
    public void create(RequestContext context, List<String> names) {
        Changes.all(cluster.doors().threads(), "create-topic", names, this::create);
    }

    private Outcome create(String name) {
        Outcome outcome = operations.create(name, partitionCount, new TreeMap<>());
        // Another node, or another client, may have been faster.
        if (outcome instanceof Outcome.Refused(Refusal refusal, String message) && refusal != Refusal.TOPIC_EXISTS) {
            LOG.warn("a topic that a client asked for cannot be created topic={} reason=\"{}\"", name, message);
        }
        return outcome;
    }
}
