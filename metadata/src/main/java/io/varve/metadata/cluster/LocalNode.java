package io.varve.metadata.cluster;

import io.varve.core.Id128;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.state.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The node that this process is: what it announces of itself, and the number that the catalog knows it by since.
///
/// Thread-safe.
public final class LocalNode {

    private final NodeUp announcement;
    private volatile @Nullable Integer id;

    public LocalNode(NodeUp announcement) {
        this.announcement = announcement;
    }

    /// Has the catalog know this node, durably: others send clients to it from then on.
    public void announce(Cluster cluster) {
        id = switch (cluster.meta().proposeAndWait(announcement)) {
            case Outcome.NodeNumber number -> number.nodeId();
            case Outcome other -> throw new IllegalStateException("a node's announcement came to " + other);
        };
    }

    /// Another one if the catalog has forgotten the node and it has announced itself again.
    ///
    /// @throws IllegalStateException before it is announced
    public int id() {
        Integer known = id;
        if (known == null) {
            throw new IllegalStateException("this node is not announced yet");
        }
        return known;
    }

    public NodeAddress address() {
        return announcement.address();
    }

    public Id128 incarnation() {
        return announcement.incarnation();
    }

    public List<NodeRole> roles() {
        return announcement.roles();
    }

    public String zone() {
        return announcement.zone();
    }
}
