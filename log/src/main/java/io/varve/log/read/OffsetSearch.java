package io.varve.log.read;

import io.varve.core.MalformedDataException;
import io.varve.core.TopicIdPartition;
import io.varve.log.LogShard;
import io.varve.log.read.RunBatches.Stored;
import io.varve.log.store.Extent;
import io.varve.log.store.RowGroupBatches;
import io.varve.log.store.RunBytes;
import io.varve.log.store.RunPlace;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The search for one record by its timestamp: the state says which runs may hold it, their batches' headers which
/// batch, and a [RecordSearch] which record. Of one thread.
///
/// ```
///   begin --> runs to look at --> look --+--> answer
///                   ^                    |
///                   +-- not in these ----+
/// ```
final class OffsetSearch {

    private final LogShard shard;
    private final TopicIdPartition partition;
    private final OffsetQuery.Target target;
    private final IsolationLevel isolationLevel;

    private List<Run> candidates = List.of();
    private long logStartOffset;
    private long endOffset;
    private long recentFromMs;
    private @Nullable OffsetAnswer answer;

    OffsetSearch(LogShard shard, OffsetQuery query, IsolationLevel isolationLevel) {
        this.shard = shard;
        this.partition = query.partition();
        this.target = query.target();
        this.isolationLevel = isolationLevel;
    }

    LogShard shard() {
        return shard;
    }

    /// Takes what the state knows; to be called on a fresh state, and again if its runs were replaced meanwhile.
    void begin(LogState state) {
        Optional<LogBounds> bounds = state.bounds(partition);
        if (bounds.isEmpty()) {
            answer = new OffsetAnswer.UnknownPartition();
            return;
        }
        logStartOffset = bounds.get().logStartOffset();
        endOffset = isolationLevel.endOffset(bounds.get());
        recentFromMs = state.timeMs() - Planner.RECENT.toMillis();
        switch (target) {
            case OffsetQuery.Earliest() -> answer = new OffsetAnswer.Found(logStartOffset, OffsetAnswer.NO_TIMESTAMP);
            case OffsetQuery.Latest() -> answer = new OffsetAnswer.Found(endOffset, OffsetAnswer.NO_TIMESTAMP);
            case OffsetQuery.AtTimestamp(long timestampMs) ->
                lookAtIfInSight(state.firstRunReaching(partition, timestampMs, logStartOffset));
            case OffsetQuery.MaxTimestamp() -> {
                // What the state knows of a run that the log begins within is true of all of it, not of what is left.
                Stream<Run> cut = state.runsFrom(partition, logStartOffset, 1).stream()
                        .filter(run -> run.baseOffset() < logStartOffset && run.hasRecords());
                List<Run> both = Stream.concat(cut, state.runOfMaxTimestamp(partition, logStartOffset).stream())
                        .toList();
                // Where one is in sight the other one counts as well: its time may be larger, and then there is none.
                lookAt(both.stream().anyMatch(this::isInSight) ? both : List.of());
            }
        }
    }

    /// The answer, once there is one.
    @Nullable
    OffsetAnswer answer() {
        return answer;
    }

    void fail(RuntimeException cause) {
        answer = new OffsetAnswer.StorageFailed(cause);
    }

    /// Where the runs are that have to be looked at next.
    List<RunPlace> places() {
        return candidates.stream()
                .filter(Run::isStored)
                .map(run -> RunPlace.of(shard.replica().shard(), run, recentFromMs))
                .toList();
    }

    /// What the row groups among them take, as they are stored.
    long rowGroupBytes() {
        return PositionPlan.rowGroupBytes(candidates);
    }

    /// Looks into the runs of [#places].
    void look(List<RunBytes> read, RecordSearch search) {
        List<RunBytes> bytes = RunBytes.of(candidates, read.iterator());
        var batches = new ArrayList<RunBatches>(bytes.size());
        for (int i = 0; i < bytes.size(); i++) {
            Run run = candidates.get(i);
            switch (bytes.get(i)) {
                case RunBytes.InMemory(Extent extent) -> batches.add(RunBatches.of(run, extent));
                case RunBytes.Decoded(RowGroupBatches ofGroup) ->
                    batches.add(RunBatches.of(run, ofGroup, logStartOffset));
                case RunBytes.Damaged(RuntimeException cause) -> answer = corrupt(cause);
                case RunBytes.Gone(RuntimeException cause) -> fail(cause);
                case RunBytes.Failed(RuntimeException cause) -> fail(cause);
            }
        }
        if (answer != null) {
            return;
        }
        try {
            switch (target) {
                case OffsetQuery.AtTimestamp(long timestampMs) -> lookFor(timestampMs, batches.getFirst(), search);
                case OffsetQuery.MaxTimestamp() -> lookForLatest(batches, search);
                case OffsetQuery.Earliest(), OffsetQuery.Latest() ->
                    throw new IllegalStateException("the bounds alone answer " + target);
            }
        } catch (MalformedDataException e) {
            answer = corrupt(e);
        }
    }

    private void lookFor(long timestampMs, RunBatches batches, RecordSearch search) {
        Run run = candidates.getFirst();
        for (Stored stored = batches.next(); stored != null; stored = batches.next()) {
            boolean late = stored.hasRecords() && stored.header().maxTimestampMs() >= timestampMs;
            if (late && stored.lastOffset() >= logStartOffset) {
                var found = search.firstReaching(stored.placed().copy(), timestampMs, logStartOffset);
                if (found.isPresent()) {
                    answer = withinSight(found.get());
                    return;
                }
            }
        }
        lookAtIfInSight(
                shard.replica().query(state -> state.firstRunReaching(partition, timestampMs, run.endOffset())));
    }

    private void lookForLatest(List<RunBatches> runs, RecordSearch search) {
        Optional<OffsetAnswer.Found> ofCut = Optional.empty();
        Stored latest = null;
        for (RunBatches batches : runs) {
            for (Stored stored = batches.next(); stored != null; stored = batches.next()) {
                if (!stored.hasRecords() || stored.lastOffset() < logStartOffset) {
                    continue;
                }
                if (stored.baseOffset() < logStartOffset) {
                    // Its header tells of records that are not there any more. There is one such batch at most.
                    ofCut = search.latest(stored.placed().copy(), logStartOffset);
                } else if (latest == null
                        || stored.header().maxTimestampMs() > latest.header().maxTimestampMs()) {
                    latest = stored;
                }
            }
        }
        Optional<OffsetAnswer.Found> found = ofCut;
        if (latest != null
                && (ofCut.isEmpty()
                        || latest.header().maxTimestampMs() > ofCut.get().timestampMs())) {
            Optional<OffsetAnswer.Found> ofWhole = search.latest(latest.placed().copy(), logStartOffset);
            found = ofWhole.isPresent() ? ofWhole : ofCut;
        }
        answer = found.isPresent() ? withinSight(found.get()) : new OffsetAnswer.None();
    }

    private void lookAtIfInSight(Optional<Run> found) {
        lookAt(found.filter(this::isInSight).stream().toList());
    }

    private boolean isInSight(Run run) {
        return run.baseOffset() < endOffset;
    }

    private void lookAt(List<Run> runs) {
        candidates = runs;
        if (candidates.isEmpty()) {
            answer = new OffsetAnswer.None();
        }
    }

    private OffsetAnswer withinSight(OffsetAnswer.Found found) {
        return found.offset() < endOffset ? found : new OffsetAnswer.None();
    }

    private OffsetAnswer corrupt(RuntimeException cause) {
        return new OffsetAnswer.Corrupt(partition + " is damaged: " + cause.getMessage());
    }
}
