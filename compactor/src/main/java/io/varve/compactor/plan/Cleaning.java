package io.varve.compactor.plan;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.log.Run;
import java.util.List;

/// A log whose keys are to be made unique.
///
/// @param runs from the log's first on, all of them row groups or without records, up to the end of a segment
/// @param before how far it is cleaned already
/// @param dropTombstonesBelow tombstones at lower offsets have been there for long enough
public record Cleaning(TopicIdPartition partition, List<Run> runs, Cleaned before, long dropTombstonesBelow) {

    public Cleaning {
        runs = List.copyOf(runs);
    }

    public long endOffset() {
        return runs.getLast().endOffset();
    }
}
