package io.varve.node;

import io.varve.metadata.entry.NodeRole;

/// A thing that nodes do for clients. Each service contributes one as a bean; a process may have several.
public interface Role {

    NodeRole kind();

    /// Begins to work in a node that has replayed its cluster. Neither clients nor other nodes know of it yet.
    Duty start(NodeContext context);
}
