package io.varve.kafka.catalog;

import io.varve.kafka.route.Coordinators;
import io.varve.metadata.cluster.Cluster;

/// Says whether this node is the one that clients are told to turn to with the transactions of an id. Any ingest node
/// could do what they ask; but what comes late is known by what came before it, and that one node has to have seen.
public final class TransactionCoordinator {

    private TransactionCoordinator() {}

    /// Whether [Api10FindCoordinator] names another node, by the catalog as this one knows it.
    public static boolean isAnother(Cluster cluster, String transactionalId) {
        return Coordinators.of(OfferedCatalog.of(cluster, cluster.catalog()))
                .ofTransactionalId(transactionalId)
                .filter(node -> !node.incarnation().equals(cluster.incarnation()))
                .isPresent();
    }
}
