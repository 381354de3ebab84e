package io.varve.kafka.route;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeRole;
import java.util.List;

/// Which ingest node clients are told to write a partition to. Any ingest node takes any produce; that clients agree on
/// one only keeps a partition's batches together, and their producers' sequences in order.
///
/// Nodes of the client's zone are preferred: traffic between zones costs money.
public final class Leaders {

    /// Logs are never truncated, so the epoch of their leader never changes.
    public static final int EPOCH = 0;

    /// What a client is told while no ingest node is up.
    public static final int NONE = -1;

    private final NodePool near;

    private Leaders(NodePool near) {
        this.near = near;
    }

    /// @param zone of the client, empty if it is not known
    public static Leaders of(Catalog catalog, String zone) {
        return new Leaders(NodePool.of(catalog, NodeRole.INGEST).near(zone));
    }

    /// The number of a partition's leader, or [#NONE].
    public int of(TopicId topicId, int partition) {
        return near.first(Rendezvous.key(topicId, partition)).map(Node::id).orElse(NONE);
    }

    /// The node that is called the controller, or [#NONE]: clients send it what only ingest nodes do.
    public int controller() {
        return of(new TopicId(0, 0), 0);
    }

    /// All ingest nodes, in the order in which one after the other is to be asked for a connection's sake.
    public static List<Node> ranked(Catalog catalog, String zone, long connectionId) {
        return NodePool.of(catalog, NodeRole.INGEST).ranked(zone, connectionId);
    }
}
