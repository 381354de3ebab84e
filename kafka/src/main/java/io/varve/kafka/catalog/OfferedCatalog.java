package io.varve.kafka.catalog;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.NodeRole;
import java.util.List;

/// The catalog as clients are told of it. Nodes that do nothing for clients are left out. An ingest node that may not
/// append leaves itself out while there is another: what is written through it would only be sent back. The other nodes
/// see that it does, and announce that it is down.
final class OfferedCatalog {

    private OfferedCatalog() {}

    /// The catalog as this node knows it, for clients that ask where to turn. They ask when a node has
    /// failed them, and ask again soon if they are told of it still: so the tail is looked at, and the
    /// second answer is right.
    static Catalog known(Cluster cluster) {
        cluster.meta().tailer().look();
        return of(cluster, cluster.catalog());
    }

    /// @param cluster as this node sees it
    static Catalog of(Cluster cluster, Catalog catalog) {
        Catalog offered = withoutIdle(cluster, catalog);
        if (cluster.stores().clockGuard().mayAppend()) {
            return offered;
        }
        List<Node> ingest = offered.nodes().values().stream()
                .filter(node -> node.serves(NodeRole.INGEST))
                .toList();
        // Not by its number, which may have changed since it was announced first.
        return ingest.stream()
                .filter(node -> node.incarnation().equals(cluster.incarnation()) && ingest.size() > 1)
                .findFirst()
                .map(self -> offered.without(self.id()))
                .orElse(offered);
    }

    /// A node never leaves itself out for that: the others see by it that it answers.
    private static Catalog withoutIdle(Cluster cluster, Catalog catalog) {
        Catalog offered = catalog;
        for (Node node : catalog.nodes().values()) {
            if (!node.servesClients() && !node.incarnation().equals(cluster.incarnation())) {
                offered = offered.without(node.id());
            }
        }
        return offered;
    }
}
