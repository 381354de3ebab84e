package io.varve.metadata.cluster;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finishes what other nodes began with topics and did not get to end.
final class TopicSettler {

    private static final Logger LOG = LoggerFactory.getLogger(TopicSettler.class);

    private final Cluster cluster;
    private final TopicOperations operations;

    TopicSettler(Cluster cluster) {
        this.cluster = cluster;
        this.operations = new TopicOperations(cluster);
    }

    void settleAll() {
        Catalog catalog = cluster.catalog();
        catalog.topics().stream()
                .filter(topic -> !topic.settled())
                .sorted(Comparator.comparing(Topic::id))
                .forEach(this::settle);
        catalog.closing().forEach(operations::close);
    }

    private void settle(Topic topic) {
        if (operations.settle(topic) instanceof Outcome.Refused refused && refused.refusal() == Refusal.OPEN_TOO_LATE) {
            // It has never taken a record and nobody was told of it: whoever wants it may create it again.
            LOG.warn("a topic was not opened in time and is given up topic={}", topic.name());
            operations.delete(topic.id());
        }
    }
}
