package io.varve.cli.group;

import io.varve.cli.console.CommandException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What a reset writes, partition by partition. It is made once: what is shown is what is written.
///
/// The offsets are those that Kafka's own tool comes to: a target outside of the log becomes the nearest end of it, a
/// time after the last record becomes the end.
record ResetPlan(List<Move> moves) {

    ResetPlan {
        moves = List.copyOf(moves);
    }

    /// @param from null if nothing is committed
    /// @param note what is to be said of it, or nothing
    record Move(TopicPartition partition, @Nullable Long from, long to, String note) {}

    static ResetPlan of(ResetTarget target, Collection<PartitionPosition> positions) {
        return new ResetPlan(positions.stream()
                .map(position -> move(target, position))
                .sorted((a, b) -> GroupReader.BY_NAME.compare(a.partition(), b.partition()))
                .toList());
    }

    private static Move move(ResetTarget target, PartitionPosition at) {
        LogBounds log = at.log();
        Long committed = at.committed();
        return switch (target) {
            case ResetTarget.Earliest earliest -> to(at, log.start(), "");
            case ResetTarget.Latest latest -> to(at, log.end(), "");
            case ResetTarget.AtOffset(long offset) -> clamped(at, offset);
            case ResetTarget.ShiftBy(long offsets) -> clamped(at, shifted(at, offsets));
            case ResetTarget.AtTime atTime ->
                at.atTime() == null
                        ? to(at, log.end(), "no record of that time or later: the end")
                        : to(at, at.atTime(), "");
            case ResetTarget.Current current ->
                committed == null ? to(at, log.end(), "nothing committed: the end") : to(at, committed, "");
            case ResetTarget.Planned(Map<TopicPartition, Long> offsets) ->
                clamped(at, Objects.requireNonNull(offsets.get(at.partition())));
        };
    }

    private static long shifted(PartitionPosition at, long offsets) {
        if (at.committed() == null) {
            throw new CommandException(at.partition() + " has no committed offset that could be shifted");
        }
        // An offset is not negative, so only a shift forward can leave the numbers there are.
        return offsets > Long.MAX_VALUE - at.committed() ? Long.MAX_VALUE : at.committed() + offsets;
    }

    private static Move clamped(PartitionPosition at, long offset) {
        LogBounds log = at.log();
        String note = "";
        if (offset < log.start()) {
            note = offset + " is before the log: its start";
        } else if (offset > log.end()) {
            note = offset + " is beyond the log: its end";
        }
        return to(at, log.clamp(offset), note);
    }

    private static Move to(PartitionPosition at, long offset, String note) {
        return new Move(at.partition(), at.committed(), offset, note);
    }

    /// What the offsets become.
    SortedMap<TopicPartition, Long> targets() {
        var targets = new TreeMap<TopicPartition, Long>(GroupReader.BY_NAME);
        moves.forEach(move -> targets.put(move.partition(), move.to()));
        return targets;
    }

    /// What they were, as far as there were any.
    SortedMap<TopicPartition, Long> committed() {
        var committed = new TreeMap<TopicPartition, Long>(GroupReader.BY_NAME);
        for (Move move : moves) {
            if (move.from() != null) {
                committed.put(move.partition(), move.from());
            }
        }
        return committed;
    }
}
