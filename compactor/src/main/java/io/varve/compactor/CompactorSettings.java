package io.varve.compactor;

import java.time.Duration;

/// When and how the log is rewritten.
///
/// @param every how often to look whether something is due
/// @param retainEvery how often to look for records that are too old or too many
/// @param roundBytes of write-ahead objects are worth a round, which takes about as much and reads as much again
/// @param roundAfter how long a record stays in a write-ahead object, if fewer come
/// @param tableLag how long a record stays in a row-wise bundle at most before its partition gets a segment
/// @param keyBytes what the keys of a compacted topic's partition may take while its log is cleaned
/// @param sizes of segments
/// @param sweeping when objects are deleted
public record CompactorSettings(
        Duration every,
        Duration retainEvery,
        int roundBytes,
        Duration roundAfter,
        Duration tableLag,
        long keyBytes,
        Sizes sizes,
        Sweeping sweeping) {

    public static final CompactorSettings DEFAULT = new CompactorSettings(
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            64 << 20,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            64 << 20,
            Sizes.DEFAULT,
            Sweeping.DEFAULT);

    public CompactorSettings {
        if (!every.isPositive()
                || !retainEvery.isPositive()
                || roundBytes < 1
                || roundAfter.isNegative()
                || tableLag.isNegative()) {
            throw new IllegalArgumentException("rounds of " + roundBytes + " bytes after " + roundAfter + ", every "
                    + every + ", segments after " + tableLag);
        }
    }

    /// How large segments are.
    ///
    /// @param fromBytes a partition with fewer bytes of batches gets a segment only once they are old enough
    /// @param segmentBytes a segment that has reached them is ended, and is not merged with others any more
    /// @param rowGroupBytes of a row group, which one request fetches
    /// @param mergeCount so many adjacent segments are merged although they are small together
    public record Sizes(int fromBytes, int segmentBytes, int rowGroupBytes, int mergeCount) {

        private static final int MIB = 1 << 20;

        public static final Sizes DEFAULT = new Sizes(8 * MIB, 128 * MIB, 12 * MIB, 8);

        public Sizes {
            if (fromBytes < 1 || segmentBytes < 1 || rowGroupBytes < 1 || mergeCount < 2) {
                throw new IllegalArgumentException("segments of " + segmentBytes + " bytes in row groups of "
                        + rowGroupBytes + " from " + fromBytes + ", merged from " + mergeCount + " on");
            }
        }
    }

    /// When objects are deleted.
    ///
    /// @param everyEpochs how many journal epochs lie between two sweeps
    /// @param grace how long a write-ahead object or bundle stays after nobody names it any more: reads that were
    /// planned
    ///     before may be under way
    /// @param segmentGrace the same for segments and the files of tables, which queries may take hours to read
    public record Sweeping(int everyEpochs, Duration grace, Duration segmentGrace) {

        public static final Sweeping DEFAULT = new Sweeping(10, Duration.ofMinutes(15), Duration.ofHours(24));

        public Sweeping {
            if (everyEpochs < 1 || grace.isNegative() || segmentGrace.isNegative()) {
                throw new IllegalArgumentException(
                        "a sweep every " + everyEpochs + " epochs with a grace of " + grace + " and " + segmentGrace);
            }
        }
    }
}
