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

    public Counts counts() {
        var sums = new EnumMap<Counter, Long>(Counter.class);
        counters.forEach((counter, adder) -> sums.put(counter, adder.sum()));
        return new Counts(sums);
    }

    void add(Counter counter, long amount) {
        Objects.requireNonNull(counters.get(counter)).add(amount);
    }

    /// The counts at one moment; those of a call that is under way may be missing in part.
    public record Counts(Map<Counter, Long> counts) {

        public Counts {
            counts = Map.copyOf(counts);
        }

        public long of(Counter counter) {
            return counts.getOrDefault(counter, 0L);
        }

        /// What came after the earlier counts.
        public Counts since(Counts earlier) {
            var difference = new EnumMap<Counter, Long>(Counter.class);
            counts.forEach((counter, count) -> difference.put(counter, count - earlier.of(counter)));
            return new Counts(difference);
        }
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
