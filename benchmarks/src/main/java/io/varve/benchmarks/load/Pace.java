package io.varve.benchmarks.load;

import java.util.concurrent.locks.LockSupport;

/// How fast a load goes.
///
/// @param bytesPerSecond infinite for as fast as possible
/// @param phase how much of the time of a request passes before the first is due
public record Pace(double bytesPerSecond, double phase) {

    public static final Pace FULL = of(Double.POSITIVE_INFINITY);

    private static final double NANOS_PER_SECOND = 1e9;

    public static Pace of(double bytesPerSecond) {
        return new Pace(bytesPerSecond, 0);
    }

    /// What one of several takes over. They do not all send at the same moment: then a second's load would
    /// come in a few bursts.
    Pace share(int number, int of) {
        return new Pace(bytesPerSecond / of, (double) number / of);
    }

    Schedule begin() {
        return new Schedule();
    }

    /// Holds each request back until it is due, however late those before it were: a latency counts from
    /// there, or a slow answer would hide those that had to wait behind it.
    final class Schedule {

        private final long beganNanos = System.nanoTime();
        private double bytes;
        private boolean begun;

        /// Waits until the next request is due, which has so many bytes.
        ///
        /// @return when it was due
        long await(long sizeBytes) {
            if (Double.isInfinite(bytesPerSecond)) {
                return System.nanoTime();
            }
            if (!begun) {
                begun = true;
                bytes = phase * sizeBytes;
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
