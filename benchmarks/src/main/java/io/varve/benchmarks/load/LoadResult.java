package io.varve.benchmarks.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/// What was done in some time.
///
/// @param records 0 where there are only bytes
/// @param bytes of values, or of objects
/// @param latenciesUs of requests, in microseconds, each from when it was due
public record LoadResult(long records, long bytes, Duration time, Histogram latenciesUs) {

    private static final double MIB = 1 << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    public double mibPerSecond() {
        return bytes / MIB / seconds();
    }

    public double recordsPerSecond() {
        return records / seconds();
    }

    public double seconds() {
        return time.toNanos() / NANOS_PER_SECOND;
    }

    public double latencyMs(double percentile) {
        return latenciesUs.getValueAtPercentile(percentile) / 1000.0;
    }
}
