package io.varve.log.read;

import io.varve.log.LogShard;
import io.varve.log.store.Container;
import io.varve.log.store.RunPlace;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.Run;
import java.util.List;

/// What the state says about one position of a request.
sealed interface PositionPlan {

    /// It can be read.
    ///
    /// @param endOffset up to where the reader sees the log
    /// @param runs that hold what will be answered, in order
    /// @param usefulBytes about what they hold from the position on
    /// @param recentFromMs entry time from which on a run is recent
    record Ready(
            LogShard shard,
            FetchPosition position,
            LogBounds bounds,
            long endOffset,
            List<Run> runs,
            long usefulBytes,
            long recentFromMs)
            implements PositionPlan {

        Ready withoutRuns() {
            return new Ready(shard, position, bounds, endOffset, List.of(), 0, recentFromMs);
        }

        /// What of it an answer can take.
        long takenBytes() {
            return Math.min(usefulBytes, position.maxBytes());
        }

        boolean isRecent(Run run) {
            return run.appendedMs() >= recentFromMs;
        }

        RunPlace place(Run run) {
            return new RunPlace(
                    Container.of(shard.replica().shard(), run.source()),
                    run.position(),
                    run.sizeBytes(),
                    isRecent(run));
        }

        List<RunPlace> places() {
            return runs.stream().map(this::place).toList();
        }
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
