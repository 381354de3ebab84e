package io.varve.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/// Counts what a load has done so far. Thread-safe.
public final class Tally {

    private static final long MAX_LATENCY_US = Duration.ofMinutes(10).toNanos() / 1000;
    private static final int SIGNIFICANT_DIGITS = 3;

    private final long beganNanos = System.nanoTime();
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final ConcurrentHistogram latenciesUs = new ConcurrentHistogram(MAX_LATENCY_US, SIGNIFICANT_DIGITS);

    void done(long doneRecords, long doneBytes) {
        records.add(doneRecords);
        bytes.add(doneBytes);
    }

    void took(long nanos) {
        latenciesUs.recordValue(Math.min(nanos / 1000, MAX_LATENCY_US));
    }

    long records() {
        return records.sum();
    }

    public LoadResult result() {
        return new LoadResult(
                records.sum(), bytes.sum(), Duration.ofNanos(System.nanoTime() - beganNanos), latenciesUs.copy());
    }
}
