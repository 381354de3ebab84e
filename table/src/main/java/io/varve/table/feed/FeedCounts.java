package io.varve.table.feed;

import java.util.concurrent.atomic.LongAdder;

/// What feeding another catalog has come to since the process began. Thread-safe.
public final class FeedCounts {

    private final LongAdder changes = new LongAdder();
    private final LongAdder drops = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void change() {
        changes.increment();
    }

    void drop() {
        drops.increment();
    }

    void conflict() {
        conflicts.increment();
    }

    void unknownOutcome() {
        unknown.increment();
    }

    void failure() {
        failures.increment();
    }

    /// Tables that were entered, or brought to a later version.
    public long changes() {
        return changes.sum();
    }

    /// Tables of deleted topics that were taken out.
    public long drops() {
        return drops.sum();
    }

    /// Changes that were refused since somebody else had made one.
    public long conflicts() {
        return conflicts.sum();
    }

    /// Changes whose answer was lost.
    public long unknown() {
        return unknown.sum();
    }

    /// Times that a table, or the whole catalog, had to be left for later.
    public long failures() {
        return failures.sum();
    }
}
