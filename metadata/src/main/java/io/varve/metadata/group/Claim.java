package io.varve.metadata.group;

import io.varve.core.Id128;

/// Who coordinates a shard's groups, or did so last.
///
/// @param epoch counts the shard's claims; zero before the first
/// @param incarnation of the process; a node that has started anew has to claim again
public record Claim(long epoch, int nodeId, Id128 incarnation) {

    /// What stands before the first claim.
    public static final Claim NONE = new Claim(0, -1, Id128.ZERO);
}
