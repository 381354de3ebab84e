package io.varve.compactor.plan;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.config.CleaningSettings;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides which logs are to be cleaned, by the rules of Kafka's log cleaner. No I/O happens here.
///
/// Only segments are cleaned; what is in bundles and write-ahead objects will be one soon.
public final class CleaningPlanner {

    private final StuckRuns stuck;

    public CleaningPlanner(StuckRuns stuck) {
        this.stuck = stuck;
    }

    /// @param compacted what is set about the topics that are to be cleaned
    /// @param nowMs entry time
    public List<Cleaning> plan(LogState state, Map<TopicId, CleaningSettings> compacted, long nowMs) {
        var due = new ArrayList<Cleaning>();
        state.eachLog((partition, runs) -> {
            CleaningSettings settings = compacted.get(partition.topicId());
            if (settings != null) {
                plan(partition, runs, state.cleaned(partition), settings, nowMs).ifPresent(due::add);
            }
        });
        return due;
    }

    private Optional<Cleaning> plan(
            TopicIdPartition partition, List<Run> all, Cleaned before, CleaningSettings settings, long nowMs) {
        List<Run> runs = cleanable(all, nowMs - settings.minLagMs());
        long cleanBytes = 0;
        long dirtyBytes = 0;
        long oldestDirtyMs = Long.MAX_VALUE;
        for (Run run : runs) {
            if (run.endOffset() <= before.endOffset()) {
                cleanBytes += run.sizeBytes();
            } else {
                dirtyBytes += run.sizeBytes();
                oldestDirtyMs = Math.min(oldestDirtyMs, oldestMs(run, before.endOffset()));
            }
        }
        boolean tombstonesAreOld = before.tombstones()
                && before.horizonOffset() > 0
                && nowMs - before.horizonMs() >= settings.tombstonesMs();
        boolean dirty = dirtyBytes > 0
                && (dirtyBytes >= settings.minDirtyRatio() * (cleanBytes + dirtyBytes)
                        || nowMs - oldestDirtyMs >= settings.maxLagMs());
        if (runs.isEmpty() || runs.getLast().endOffset() < before.endOffset() || !(dirty || tombstonesAreOld)) {
            return Optional.empty();
        }
        return Optional.of(new Cleaning(partition, runs, before, tombstonesAreOld ? before.horizonOffset() : 0));
    }

    /// Since when the oldest record of a run has been there, as far as is known: a run tells the time of its
    /// newest, and a segment that of its oldest, which may be one that is clean.
    private static long oldestMs(Run run, long cleanedEndOffset) {
        return run.source() instanceof SegmentRef segment && segment.stats().firstOffset() >= cleanedEndOffset
                ? segment.stats().minIngestMs()
                : run.appendedMs();
    }

    /// The runs up to the last whole segment before the first record that has to stay.
    private List<Run> cleanable(List<Run> runs, long appendedBeforeMs) {
        int end = 0;
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            boolean inSegment = run.source() instanceof SegmentRef && !stuck.contains(run);
            if (!(inSegment || run.source() instanceof NoRecords) || run.appendedMs() > appendedBeforeMs) {
                break;
            }
            boolean segmentEnds =
                    i + 1 == runs.size() || !runs.get(i + 1).source().equals(run.source());
            if (segmentEnds) {
                end = i + 1;
            }
        }
        return runs.subList(0, end);
    }
}
