package io.varve.table;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Which offsets of a partition the files of a table hold. What lies side by side is one range, so that a table of many
/// files takes little.
///
/// For one thread, or not changed any more.
final class OffsetRanges {

    /// The offset after each range by its first one. Ranges do not touch.
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /// @param end the offset after the last one
    void add(long first, long end) {
        long mergedFirst = first;
        long mergedEnd = end;
        Map.Entry<Long, Long> before = ends.floorEntry(first);
        if (before != null && before.getValue() >= first) {
            mergedFirst = before.getKey();
            mergedEnd = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> next = ends.ceilingEntry(mergedFirst);
        while (next != null && next.getKey() <= mergedEnd) {
            mergedEnd = Math.max(mergedEnd, next.getValue());
            ends.remove(next.getKey());
            next = ends.ceilingEntry(mergedFirst);
        }
        ends.put(mergedFirst, mergedEnd);
    }

    /// How many of the offsets from `first` to before `end` are in none of the ranges.
    long missing(long first, long end) {
        long missing = 0;
        long from = first;
        while (from < end) {
            Map.Entry<Long, Long> range = ends.floorEntry(from);
            if (range != null && range.getValue() > from) {
                from = range.getValue();
            } else {
                Long next = ends.higherKey(from);
                long until = next == null ? end : Math.min(next, end);
                missing += until - from;
                from = until;
            }
        }
        return missing;
    }

    /// The offset after the last one, empty if there is none.
    OptionalLong end() {
        return ends.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ends.lastEntry().getValue());
    }
}
