package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.plan.LaterSegments;
import io.varve.compactor.plan.Merge;
import io.varve.compactor.plan.StuckRuns;
import io.varve.core.MalformedDataException;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import io.varve.segment.parquet.SegmentFooter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one segment of several, each of which it reads once; where there is much to read, the footers before that. Of
/// one thread.
final class SegmentMerger {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentMerger.class);

    /// Segments of fewer bytes together are read in about the time that their footers take.
    private static final long FOOTERS_FIRST_BYTES = 8 << 20;

    private final Cluster cluster;
    private final UnreadableRuns unreadable;
    private final LaterSegments later;
    private final CompactorCounts counts;

    SegmentMerger(Cluster cluster, StuckRuns stuck, LaterSegments later, CompactorCounts counts) {
        this.cluster = cluster;
        this.unreadable = new UnreadableRuns(cluster, stuck, counts);
        this.later = later;
        this.counts = counts;
    }

    /// @return what has the journal name the new segment; empty if one of the old ones is gone, damaged, or
    /// has columns that this version would lose
    /// @throws io.varve.storage.StoreException if a segment cannot be read or written
    Optional<LogCommand.Compact> merge(Merge merge, SegmentOutputs outputs) {
        boolean footersFirst = merge.sizeBytes() >= FOOTERS_FIRST_BYTES;
        return footersFirst && !areMergeable(merge) ? Optional.empty() : write(merge, outputs);
    }

    /// Finds all that it has to leave to a later version, so that the others are merged next.
    private boolean areMergeable(Merge merge) {
        boolean mergeable = true;
        for (SegmentRef segment : merge.segments()) {
            try {
                SegmentFooter footer =
                        OpenedSegment.readFooter(segment, cluster.stores().objects(), cluster.clusterId(), counts);
                mergeable &= !isLater(merge, segment, footer);
            } catch (MalformedDataException e) {
                giveUp(merge, segment, e);
                return false;
            }
        }
        return mergeable;
    }

    private boolean isLater(Merge merge, SegmentRef segment, SegmentFooter footer) {
        if (footer.hasLaterColumns()) {
            LOG.info("left to a later version partition={} in={}", merge.partition(), segment.object());
            later.add(segment.object());
        }
        return footer.hasLaterColumns();
    }

    private Optional<LogCommand.Compact> write(Merge merge, SegmentOutputs outputs) {
        var runs = new ArrayList<CompactedRun>();
        OpenedSegment opened = null;
        for (Run run : merge.runs()) {
            if (run.source() instanceof SegmentRef segment) {
                try {
                    if (opened == null || !opened.segment().equals(segment)) {
                        opened = OpenedSegment.read(segment, cluster.stores().objects(), cluster.clusterId(), counts);
                    }
                    if (isLater(merge, segment, opened.footer())) {
                        return Optional.empty();
                    }
                    opened.read(run, batch -> outputs.add(merge.partition().partition(), batch));
                } catch (MalformedDataException e) {
                    giveUp(merge, segment, e);
                    return Optional.empty();
                }
            }
        }
        outputs.end(merge.endOffset()).map(Piece.Rows::runs).ifPresent(runs::addAll);
        LOG.info(
                "segments merged partition={} segments={}",
                merge.partition(),
                merge.segments().size());
        return Optional.of(new LogCommand.Compact(
                merge.partition(), merge.baseOffset(), merge.endOffset(), ShardCompactor.inputsOf(merge.runs()), runs));
    }

    private void giveUp(Merge merge, SegmentRef segment, MalformedDataException cause) {
        List<Run> damaged = merge.runs().stream()
                .filter(run -> run.source().equals(segment))
                .toList();
        unreadable.note(merge.partition(), damaged, cause);
    }
}
