package io.varve.log.read;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.log.LogShard;
import io.varve.log.LogShards;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.batch.RecordBatchLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides from state alone what a request reads. Only a position that the state does not know makes it look at the
/// journal's tail first.
///
/// Thread-safe.
final class Planner {

    /// Younger data, by entry time, is likely to be read by many at once. An idle shard's entry time stands
    /// still, so its last records stay recent.
    static final Duration RECENT = Duration.ofMinutes(2);

    private final LogShards shards;

    Planner(LogShards shards) {
        this.shards = shards;
    }

    ReadPlan plan(ReadRequest request) {
        ReadPlan plan = planOnce(request);
        var doubtful = new LinkedHashSet<LogShard>();
        for (PositionPlan position : plan.positions()) {
            if (position instanceof PositionPlan.Doubtful doubt) {
                doubtful.add(doubt.shard());
            }
        }
        if (doubtful.isEmpty()) {
            return plan;
        }
        Map<LogShard, RuntimeException> failures = refresh(doubtful);
        var positions = planOnce(request).positions().stream()
                .map(position -> orFailure(position, failures))
                .toList();
        return new ReadPlan(positions);
    }

    /// Brings shards to their tails.
    ///
    /// @return why some are not there
    static Map<LogShard, RuntimeException> refresh(Collection<LogShard> shards) {
        var failures = new HashMap<LogShard, RuntimeException>();
        for (LogShard shard : shards) {
            shard.refresh().ifPresent(failure -> failures.put(shard, failure));
        }
        return failures;
    }

    private static PositionPlan orFailure(PositionPlan position, Map<LogShard, RuntimeException> failures) {
        RuntimeException failure = position instanceof PositionPlan.Doubtful doubt ? failures.get(doubt.shard()) : null;
        return failure == null ? position : new PositionPlan.Failed(failure);
    }

    private ReadPlan planOnce(ReadRequest request) {
        List<FetchPosition> positions = request.positions();
        var plans = new PositionPlan[positions.size()];
        var byShard = new LinkedHashMap<LogShard, List<Integer>>();
        var located = new HashMap<TopicId, Located>();
        for (int i = 0; i < plans.length; i++) {
            TopicId topicId = positions.get(i).partition().topicId();
            switch (located.computeIfAbsent(topicId, id -> Located.of(shards, id))) {
                case Located.In(LogShard shard) ->
                    byShard.computeIfAbsent(shard, absent -> new ArrayList<>()).add(i);
                case Located.Nowhere() -> plans[i] = new PositionPlan.NoTopic();
                case Located.Failed(RuntimeException cause) -> plans[i] = new PositionPlan.Failed(cause);
            }
        }
        byShard.forEach((shard, indexes) -> planShard(shard, indexes, request, plans));
        return new ReadPlan(share(List.of(plans), request.maxBytes()));
    }

    private static void planShard(LogShard shard, List<Integer> indexes, ReadRequest request, PositionPlan[] plans) {
        try {
            List<PositionPlan> ofShard = shard.replica().query(state -> {
                var planned = new ArrayList<PositionPlan>(indexes.size());
                long room = request.maxBytes();
                for (int index : indexes) {
                    PositionPlan plan =
                            planPosition(state, shard, request.positions().get(index), request.isolationLevel(), room);
                    planned.add(plan);
                    room -= plan instanceof PositionPlan.Ready ready ? ready.takenBytes() : 0;
                }
                return planned;
            });
            for (int i = 0; i < indexes.size(); i++) {
                plans[indexes.get(i)] = ofShard.get(i);
            }
        } catch (ReplicaHaltedException e) {
            indexes.forEach(index -> plans[index] = new PositionPlan.Failed(e));
        }
    }

    /// @param room how much the answer still takes; where there is none, nothing is read
    static PositionPlan planPosition(
            LogState state, LogShard shard, FetchPosition position, IsolationLevel isolationLevel, long room) {
        Optional<LogBounds> found = state.bounds(position.partition());
        if (found.isEmpty()) {
            return new PositionPlan.Unknown(shard);
        }
        LogBounds bounds = found.get();
        if (position.offset() < bounds.logStartOffset() || position.offset() > bounds.highWatermark()) {
            return new PositionPlan.OutOfRange(shard, bounds);
        }
        long stableEnd = isolationLevel.endOffset(bounds);
        boolean committed = isolationLevel == IsolationLevel.READ_COMMITTED;
        List<AbortedTransaction> aborted =
                committed ? state.abortedTransactions(position.partition(), position.offset(), stableEnd) : List.of();
        long endOffset = beforeLostMarkers(state, position.partition(), aborted, stableEnd);
        long recentFromMs = state.timeMs() - RECENT.toMillis();
        var runs = new ArrayList<Run>();
        long usefulBytes = 0;
        long wantedBytes = Math.min(position.maxBytes(), room);
        long offset = position.offset();
        // The first run may lie before the offset for the most part, so that a second look finds more.
        while (offset < endOffset && room > 0 && (runs.isEmpty() || usefulBytes < wantedBytes)) {
            int missingBytes = (int) Math.max(1, wantedBytes - usefulBytes);
            List<Run> more = state.runsFrom(position.partition(), offset, missingBytes);
            for (Run run : more) {
                if (run.baseOffset() < endOffset) {
                    usefulBytes += add(run, position.offset(), runs);
                }
            }
            offset = more.getLast().endOffset();
        }
        return new PositionPlan.Ready(shard, position, bounds, endOffset, runs, aborted, usefulBytes, recentFromMs);
    }

    /// Where an answer has to end so that its reader does not take a later transaction of a producer for aborted.
    ///
    /// What says that an aborted transaction is over is its marker, and compaction drops those. Readers
    /// remember what was aborted for the length of an answer only, and nothing that compaction has written
    /// is part of a transaction.
    private static long beforeLostMarkers(
            LogState state, TopicIdPartition partition, List<AbortedTransaction> aborted, long endOffset) {
        long end = endOffset;
        for (AbortedTransaction transaction : aborted) {
            if (transaction.lastOffset() < end) {
                Run last =
                        state.runsFrom(partition, transaction.lastOffset(), 1).getFirst();
                boolean lost = last.source() instanceof SegmentRef || last.source() instanceof NoRecords;
                end = lost ? Math.min(end, last.endOffset()) : end;
            }
        }
        return end;
    }

    /// Adds a run to a plan. Adjacent ones without records become one, so that one empty batch answers all of them.
    ///
    /// @return about what it adds to the answer
    private static long add(Run run, long offset, List<Run> runs) {
        if (!run.hasRecords()) {
            if (!runs.isEmpty() && !runs.getLast().hasRecords()) {
                Run widened = runs.removeLast();
                runs.add(new Run(
                        widened.baseOffset(),
                        run.endOffset(),
                        run.source(),
                        run.position(),
                        run.sizeBytes(),
                        run.maxTimestampMs(),
                        run.appendedMs()));
                return 0;
            }
            runs.add(run);
            return RecordBatchLayout.HEADER_BYTES;
        }
        runs.add(run);
        return usefulBytes(run, offset);
    }

    /// About what a run holds from an offset on; only the batches themselves know it exactly.
    private static long usefulBytes(Run run, long offset) {
        if (offset <= run.baseOffset()) {
            return run.sizeBytes();
        }
        double share = (double) (run.endOffset() - offset) / (run.endOffset() - run.baseOffset());
        return Math.max(1, (long) (run.sizeBytes() * share));
    }

    /// Where several shards have planned as if the answer were theirs alone, the first positions get it.
    private static List<PositionPlan> share(List<PositionPlan> plans, int maxBytes) {
        var shared = new ArrayList<PositionPlan>(plans.size());
        long room = maxBytes;
        for (PositionPlan plan : plans) {
            if (plan instanceof PositionPlan.Ready ready) {
                shared.add(room > 0 ? ready : ready.withRuns(List.of()));
                room -= ready.takenBytes();
            } else {
                shared.add(plan);
            }
        }
        return shared;
    }
}
