package io.varve.cli.group;

import io.varve.cli.console.CommandException;
import io.varve.cli.console.Times;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which partitions `varve group reset` moves, and where to.
final class ResetOptions {

    private ResetOptions() {}

    /// At most one of them, and none with a plan file, which says it itself.
    static final class Scope {

        @Option(
                names = "--topic",
                paramLabel = "TOPIC[:P,P...]",
                converter = PartitionSet.Converter.class,
                description = "A topic, or some partitions of it.")
        private List<PartitionSet> topics = List.of();

        @Option(names = "--all-topics", description = "All partitions with a committed offset.")
        private boolean allTopics;

        /// None stands for all.
        List<PartitionSet> topics() {
            return allTopics ? List.of() : topics;
        }
    }

    /// Exactly one of them.
    static final class Target {

        @Option(names = "--to-earliest", description = "To the start of the log.")
        private boolean toEarliest;

        @Option(names = "--to-latest", description = "To the end of the log.")
        private boolean toLatest;

        @Option(names = "--to-current", description = "To what is committed now, else to the end.")
        private boolean toCurrent;

        @Option(names = "--to-offset", paramLabel = "N", description = "To this offset of every partition.")
        private @Nullable Long toOffset;

        @Option(names = "--shift-by", paramLabel = "N", description = "So many offsets forward, or back if negative.")
        private @Nullable Long shiftBy;

        @Option(
                names = "--to-time",
                paramLabel = "TIME",
                description = "To the first record of this time or later: milliseconds since 1970, or"
                        + " 2025-01-31T12:00:00Z.")
        private @Nullable String toTime;

        @Option(
                names = "--by-duration",
                paramLabel = "DURATION",
                description = "To the first record of the time that was so long ago: 90s, 30m, 2h, 7d, PT1H30M.")
        private @Nullable String byDuration;

        @Option(
                names = "--from",
                paramLabel = "FILE",
                description = "To what a file of --export or kafka-consumer-groups says; '-' is standard input.")
        private @Nullable String from;

        @Nullable
        String planFile() {
            return from;
        }

        /// What was asked for, unless it is a plan file.
        ResetTarget target(long nowMs) {
            if (toEarliest) {
                return new ResetTarget.Earliest();
            }
            if (toLatest) {
                return new ResetTarget.Latest();
            }
            if (toCurrent) {
                return new ResetTarget.Current();
            }
            if (toOffset != null) {
                return new ResetTarget.AtOffset(toOffset);
            }
            if (shiftBy != null) {
                return new ResetTarget.ShiftBy(shiftBy);
            }
            return new ResetTarget.AtTime(
                    toTime == null ? ago(nowMs, Objects.requireNonNull(byDuration)) : Times.milliseconds(toTime));
        }

        private static long ago(long nowMs, String duration) {
            try {
                return Math.subtractExact(nowMs, Times.duration(duration).toMillis());
            } catch (ArithmeticException e) {
                throw new CommandException("there was no time so long ago as " + duration, e);
            }
        }
    }
}
