package io.varve.compactor.plan;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.log.Run;
import java.util.List;

/// Adjacent runs of one partition that are rewritten together.
///
/// @param runs in order, without gaps, at least one
public record Stretch(TopicIdPartition partition, Form form, List<Run> runs) {

    public Stretch {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("no runs of " + partition);
        }
    }

    public long baseOffset() {
        return runs.getFirst().baseOffset();
    }

    public long endOffset() {
        return runs.getLast().endOffset();
    }
}
