package io.varve.kafka.route;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeRole;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The nodes of one role that are up.
record NodePool(List<Node> nodes) {

    static NodePool of(Catalog catalog, NodeRole role) {
        return new NodePool(catalog.nodes().values().stream()
                .filter(node -> node.serves(role))
                .toList());
    }

    /// Those of a zone; all of them where the zone is not known or has none.
    NodePool near(String zone) {
        List<Node> near = nodes.stream().filter(node -> isIn(zone, node)).toList();
        return near.isEmpty() ? this : new NodePool(near);
    }

    /// A key's first choice.
    Optional<Node> first(long key) {
        return nodes.stream().min(Rendezvous.order(key));
    }

    /// All of them in the order of a key's choice, those of a zone before the others.
    List<Node> ranked(String zone, long key) {
        return nodes.stream()
                .sorted(Comparator.comparing((Node node) -> !isIn(zone, node)).thenComparing(Rendezvous.order(key)))
                .toList();
    }

    private static boolean isIn(String zone, Node node) {
        return !zone.isEmpty() && node.zone().equals(zone);
    }
}
