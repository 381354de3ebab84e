package io.varve.kafka.catalog;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.NodeRole;
import java.util.List;

/// The catalog as clients are told of it. An ingest node that may not append leaves itself out while there is another:
/// what is written through it would only be sent back. The other nodes see that it does, and announce that it is down.
final class OfferedCatalog {

    private OfferedCatalog() {}

    /// @param cluster as this node sees it
    static Catalog of(Cluster cluster, Catalog catalog) {
        if (cluster.stores().clockGuard().mayAppend()) {
            return catalog;
        }
        List<Node> ingest = catalog.nodes().values().stream()
                .filter(node -> node.serves(NodeRole.INGEST))
                .toList();
        // Not by its number, which may have changed since it was announced first.
        return ingest.stream()
                .filter(node -> node.incarnation().equals(cluster.incarnation()) && ingest.size() > 1)
                .findFirst()
                .map(self -> catalog.without(self.id()))
                .orElse(catalog);
    }
}
