package io.varve.cli.demo;

/// How long things took, in whole milliseconds, and what most of them did not exceed. Thread-safe.
final class Latencies {

    /// Whatever takes longer counts as this.
    private static final int MAX_MS = 9_999;

    /// How many took so many milliseconds; guarded by this object's monitor.
    private final long[] counts = new long[MAX_MS + 1];

    private long total;

    synchronized void add(long ms) {
        counts[Math.clamp(ms, 0, MAX_MS)]++;
        total++;
    }

    synchronized long count() {
        return total;
    }

    /// The time that so many percent did not exceed; 0 before the first.
    synchronized int percentileMs(int percent) {
        long below = Math.ceilDiv(total * percent, 100);
        long seen = counts[0];
        int ms = 0;
        while (seen < below) {
            ms++;
            seen += counts[ms];
        }
        return ms;
    }
}
