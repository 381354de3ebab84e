package io.varve.log.read;

import io.varve.log.LogShard;
import io.varve.log.store.RunBytes;
import io.varve.log.store.RunPlace;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.Run;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// What the state says about one position of a request.
sealed interface PositionPlan {

    /// It can be read.
    ///
    /// @param endOffset up to where the reader sees the log
    /// @param runs that hold what will be answered, in order
    /// @param aborted whose records a reader of committed ones passes over, as far as they are in the runs
    /// @param usefulBytes about what the runs hold from the position on
    /// @param recentFromMs entry time from which on a run is recent
    record Ready(
            LogShard shard,
            FetchPosition position,
            LogBounds bounds,
            long endOffset,
            List<Run> runs,
            List<AbortedTransaction> aborted,
            long usefulBytes,
            long recentFromMs)
            implements PositionPlan {

        /// @param first the first ones of its runs, or none
        Ready withRuns(List<Run> first) {
            return new Ready(
                    shard,
                    position,
                    bounds,
                    endOffset,
                    first,
                    aborted,
                    first.isEmpty() ? 0 : usefulBytes,
                    recentFromMs);
        }

        /// What of it an answer can take.
        long takenBytes() {
            return Math.min(usefulBytes, position.maxBytes());
        }

        boolean isRecent(Run run) {
            return run.appendedMs() >= recentFromMs;
        }

        /// @param run that is stored somewhere
        RunPlace place(Run run) {
            return RunPlace.of(shard.replica().shard(), run, recentFromMs);
        }

        /// Where the runs are that are stored somewhere, in order.
        List<RunPlace> places(List<Run> of) {
            var places = new ArrayList<RunPlace>(of.size());
            for (Run run : of) {
                if (run.isStored()) {
                    places.add(place(run));
                }
            }
            return places;
        }

        /// What came of each run.
        ///
        /// @param read what came of each of [#places], and of those behind them
        List<RunBytes> bytesOfRuns(Iterator<RunBytes> read) {
            return RunBytes.of(runs, read);
        }
    }

    /// What those of the runs that are row groups take, as they are stored.
    static long rowGroupBytes(List<Run> runs) {
        long bytes = 0;
        for (Run run : runs) {
            bytes += run.source() instanceof SegmentRef ? run.sizeBytes() : 0;
        }
        return bytes;
    }

    /// It is outside of the log, or the state has no such partition: true only of a fresh state.
    sealed interface Doubtful extends PositionPlan {
        LogShard shard();
    }

    record OutOfRange(LogShard shard, LogBounds bounds) implements Doubtful {}

    record Unknown(LogShard shard) implements Doubtful {}

    /// The catalog has no such topic.
    record NoTopic() implements PositionPlan {}

    record Failed(RuntimeException cause) implements PositionPlan {}
}
