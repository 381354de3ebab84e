package io.varve.compactor.plan;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import java.util.List;

/// Adjacent segments of one partition that become one.
///
/// @param segments in order, at least two
/// @param runs all their row groups, and ranges without records between them
public record Merge(TopicIdPartition partition, List<SegmentRef> segments, List<Run> runs) {

    public Merge {
        segments = List.copyOf(segments);
        runs = List.copyOf(runs);
    }

    public long baseOffset() {
        return runs.getFirst().baseOffset();
    }

    public long endOffset() {
        return runs.getLast().endOffset();
    }

    /// Of all segments.
    public long sizeBytes() {
        return segments.stream()
                .mapToLong(segment -> segment.footer().objectSizeBytes())
                .sum();
    }
}
