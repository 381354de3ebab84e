package io.varve.metadata.cluster;

import io.varve.core.Id128;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import java.util.List;

/// Nodes that a catalog knows, for tests of who is sent where.
public final class TestNodes {

    private TestNodes() {}

    /// Announces a node of this machine; its incarnation follows from its port.
    public static LocalNode announce(Cluster cluster, int port, String zone, NodeRole role) {
        var node = new LocalNode(
                new NodeUp(new NodeAddress("127.0.0.1", port, 0), new Id128(port, port), List.of(role), zone, 1));
        node.announce(cluster);
        return node;
    }
}
