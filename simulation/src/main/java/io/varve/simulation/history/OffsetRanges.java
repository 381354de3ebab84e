package io.varve.simulation.history;

import java.util.Map;
import java.util.TreeMap;

/// A set of offsets, as ranges that do not touch each other.
final class OffsetRanges {

    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /// Adds the offsets from `start` to before `end`.
    void add(long start, long end) {
        if (start >= end) {
            return;
        }
        long newStart = start;
        long newEnd = end;
        Map.Entry<Long, Long> before = ends.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            newStart = before.getKey();
            newEnd = Math.max(newEnd, before.getValue());
        }
        for (Map.Entry<Long, Long> after = ends.higherEntry(newStart);
                after != null && after.getKey() <= newEnd;
                after = ends.higherEntry(newStart)) {
            newEnd = Math.max(newEnd, after.getValue());
            ends.remove(after.getKey());
        }
        ends.put(newStart, newEnd);
    }

    boolean contains(long offset) {
        Map.Entry<Long, Long> range = ends.floorEntry(offset);
        return range != null && offset < range.getValue();
    }
}
