package io.varve.metadata.journal;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// What a journal was asked for so far, by [MeteredJournal]. Thread-safe; counters only grow.
public final class JournalMeter {

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);

    public JournalMeter() {
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
    }

    public long get(Counter counter) {
        return adder(counter).sum();
    }

    void add(Counter counter, long amount) {
        adder(counter).add(amount);
    }

    private LongAdder adder(Counter counter) {
        return Objects.requireNonNull(counters.get(counter));
    }

    /// What is counted. A call counts as soon as it is made, whatever comes of it.
    public enum Counter {
        APPENDS,
        /// The entries' sizes, those of appends that failed included: a store may charge for them.
        APPENDED_BYTES,
        APPENDS_OCCUPIED,
        APPENDS_UNKNOWN,
        APPENDS_THROTTLED,
        READS,
        /// Reads that brought no entry: polls at the tail.
        READS_EMPTY,
        READ_ENTRIES,
        READ_BYTES,
        FLOOR_READS,
        FLOOR_RAISES,
        TRIMS,
        /// Sequences that trims were asked to delete.
        TRIMMED_ENTRIES,
        /// Calls other than appends that threw.
        FAILURES
    }
}
