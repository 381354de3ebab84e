package io.varve.node.api;

import org.apache.kafka.common.protocol.Errors;

/// The one leader epoch: logs are never truncated, so it never changes.
public final class LeaderEpochs {

    public static final int ONLY = 0;

    /// What a client says that knows of none, and what it is told where there is none.
    public static final int NONE = -1;

    private LeaderEpochs() {}

    /// What a client is told that names the epoch that it takes to be the current one.
    public static Errors check(int currentLeaderEpoch) {
        return currentLeaderEpoch > ONLY ? Errors.UNKNOWN_LEADER_EPOCH : Errors.NONE;
    }
}
