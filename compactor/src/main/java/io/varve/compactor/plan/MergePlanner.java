package io.varve.compactor.plan;

import io.varve.compactor.CompactorSettings;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.storage.segment.SegmentPeriod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Decides which adjacent segments become one. No I/O happens here.
///
/// Small ones are merged once they are as large as a whole one together. Where few records come, so many of
/// about the same size are merged before that, so that every byte is rewritten a number of times that grows
/// with the logarithm of its segment's size. Those of a period that is over, which a segment of a later one
/// shows, are merged however few they are: nothing will join them any more.
public final class MergePlanner {

    private final CompactorSettings.Sizes sizes;
    private final StuckRuns stuck;
    private final LaterSegments later;

    public MergePlanner(CompactorSettings.Sizes sizes, StuckRuns stuck, LaterSegments later) {
        this.sizes = sizes;
        this.stuck = stuck;
        this.later = later;
    }

    /// The merges that are due, at most one of a partition.
    ///
    /// @param periods of topics, of one of which a segment stays
    public List<Merge> plan(LogState state, Function<TopicId, SegmentPeriod> periods) {
        var merges = new ArrayList<Merge>();
        state.eachLog((partition, runs) ->
                plan(partition, periods.apply(partition.topicId()), runs).ifPresent(merges::add));
        return merges;
    }

    /// A segment with its runs `[first, end)` of the partition's.
    private record Piece(SegmentRef segment, int first, int end) {

        long sizeBytes() {
            return segment.footer().objectSizeBytes();
        }

        /// The period that its rows have come in.
        int in(SegmentPeriod period) {
            return period.of(segment.stats().maxIngestMs());
        }
    }

    private Optional<Merge> plan(TopicIdPartition partition, SegmentPeriod period, List<Run> runs) {
        int newest = newestPeriod(period, runs);
        var adjacent = new ArrayList<Piece>();
        for (int i = 0; i < runs.size(); ) {
            int end = endOfPiece(runs, i);
            if (!(runs.get(i).source() instanceof NoRecords)) {
                Piece piece = mergeable(runs, i, end, period);
                if (piece == null
                        || (!adjacent.isEmpty()
                                && piece.in(period) != adjacent.getLast().in(period))) {
                    if (adjacent.size() > 1 && adjacent.getLast().in(period) < newest) {
                        return Optional.of(merge(partition, runs, adjacent));
                    }
                    adjacent.clear();
                }
                if (piece != null) {
                    adjacent.add(piece);
                }
            }
            Optional<Merge> due = due(partition, runs, adjacent);
            if (due.isPresent()) {
                return due;
            }
            i = end;
        }
        return Optional.empty();
    }

    /// That of the last segment; what lies before those of another one is over.
    private static int newestPeriod(SegmentPeriod period, List<Run> runs) {
        for (Run run : runs.reversed()) {
            if (run.source() instanceof SegmentRef segment) {
                return period.of(segment.stats().maxIngestMs());
            }
        }
        return Integer.MIN_VALUE;
    }

    private @Nullable Piece mergeable(List<Run> runs, int first, int end, SegmentPeriod period) {
        if (runs.get(first).source() instanceof SegmentRef segment
                && !stuck.contains(runs.get(first))
                && !later.contains(segment.object())) {
            var piece = new Piece(segment, first, end);
            return piece.sizeBytes() < sizes.segmentBytes() && period.holds(segment.stats()) ? piece : null;
        }
        return null;
    }

    private static int endOfPiece(List<Run> runs, int first) {
        int end = first + 1;
        while (end < runs.size()
                && runs.get(end).source().equals(runs.get(first).source())) {
            end++;
        }
        return end;
    }

    private Optional<Merge> due(TopicIdPartition partition, List<Run> runs, List<Piece> adjacent) {
        if (adjacent.size() < 2) {
            return Optional.empty();
        }
        long bytes = adjacent.stream().mapToLong(Piece::sizeBytes).sum();
        if (bytes >= sizes.segmentBytes()) {
            return Optional.of(merge(partition, runs, adjacent));
        }
        // The longest end of the row in which no segment is larger than all that follow it together.
        long following = adjacent.getLast().sizeBytes();
        int first = adjacent.size() - 1;
        while (first > 0 && adjacent.get(first - 1).sizeBytes() <= following) {
            first--;
            following += adjacent.get(first).sizeBytes();
        }
        return adjacent.size() - first >= sizes.mergeCount()
                ? Optional.of(merge(partition, runs, adjacent.subList(first, adjacent.size())))
                : Optional.empty();
    }

    private static Merge merge(TopicIdPartition partition, List<Run> runs, List<Piece> pieces) {
        return new Merge(
                partition,
                pieces.stream().map(Piece::segment).toList(),
                runs.subList(pieces.getFirst().first(), pieces.getLast().end()));
    }
}
