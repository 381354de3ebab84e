package io.varve.benchmarks.load;

import java.util.concurrent.locks.LockSupport;

/// How fast a load goes.
///
/// @param bytesPerSecond infinite for as fast as possible
public record Pace(double bytesPerSecond) {

    public static final Pace FULL = new Pace(Double.POSITIVE_INFINITY);

    private static final double NANOS_PER_SECOND = 1e9;

    /// What one of several takes over.
    Pace share(int of) {
        return new Pace(bytesPerSecond / of);
    }

    Schedule begin() {
        return new Schedule();
    }

    /// Holds each request back until it is due, however late those before it were: a latency counts from there, or
    /// a
    /// slow answer would hide those that had to wait behind it.
    final class Schedule {

        private final long beganNanos = System.nanoTime();
        private double bytes;

        /// Waits until the next request is due, which has so many bytes.
        ///
        /// @return when it was due
        long await(long sizeBytes) {
            if (Double.isInfinite(bytesPerSecond)) {
                return System.nanoTime();
            }
            long dueNanos = beganNanos + (long) (bytes / bytesPerSecond * NANOS_PER_SECOND);
            bytes += sizeBytes;
            for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return dueNanos;
        }
    }
}
