package io.varve.log.store;

import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.Run;

/// Where the bytes of one run are.
///
/// @param recent whether others are likely to read the same container soon, so that all of it is worth fetching
public record RunPlace(Container container, int position, int sizeBytes, boolean recent) {

    /// @param shard whose state names the run, which is stored somewhere
    /// @param recentFromMs entry time from which on a run is recent
    public static RunPlace of(ShardId shard, Run run, long recentFromMs) {
        return new RunPlace(
                Container.of(shard, run), run.position(), run.sizeBytes(), run.appendedMs() >= recentFromMs);
    }

    int end() {
        return Math.addExact(position, sizeBytes);
    }
}
