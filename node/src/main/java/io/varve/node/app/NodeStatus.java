package io.varve.node.app;

import io.varve.node.RunningNode;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The node of this process, for those who ask how it fares.
@Singleton
public class NodeStatus {

    private volatile @Nullable RunningNode node;

    /// Empty while the node starts and once it stops.
    public Optional<RunningNode> node() {
        return Optional.ofNullable(node);
    }

    void serving(RunningNode node) {
        this.node = node;
    }

    void stopping() {
        node = null;
    }
}
