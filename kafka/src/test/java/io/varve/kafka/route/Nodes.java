package io.varve.kafka.route;

import io.varve.core.Id128;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.state.ShardFacts;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Catalogs that know nothing but nodes.
public final class Nodes {

    private Nodes() {}

    public static Node ingest(int id, String zone) {
        return node(id, zone, NodeRole.INGEST);
    }

    public static Node reader(int id, String zone) {
        return node(id, zone, NodeRole.READ);
    }

    public static Node node(int id, String zone, NodeRole... roles) {
        var address = new NodeAddress("localhost", 9000 + id, 8000 + id);
        return new Node(id, address, new Id128(id, id), List.of(roles), zone, 1, OptionalLong.empty());
    }

    public static Node down(Node node) {
        return new Node(
                node.id(),
                node.address(),
                node.incarnation(),
                node.roles(),
                node.zone(),
                node.featureLevel(),
                OptionalLong.of(1));
    }

    public static Catalog catalog(Node... nodes) {
        var byId = new TreeMap<Integer, Node>();
        for (Node node : nodes) {
            byId.put(node.id(), node);
        }
        return new Catalog(
                Optional.empty(),
                Map.of(),
                Map.of(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Map.of(),
                byId,
                nodes.length + 1,
                0,
                0,
                0,
                0,
                ShardFacts.INITIAL);
    }
}
