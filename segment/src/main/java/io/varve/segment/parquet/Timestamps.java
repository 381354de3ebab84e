package io.varve.segment.parquet;

/// How milliseconds of the log become microseconds of the table.
final class Timestamps {

    /// What records have that have no timestamp.
    static final long NONE = -1;

    private static final long MICROS_A_MILLI = 1_000;
    private static final long MAX_MS = Long.MAX_VALUE / MICROS_A_MILLI;
    private static final long MIN_MS = Long.MIN_VALUE / MICROS_A_MILLI;

    private Timestamps() {}

    /// Whether the table shows the time; else it is null there, and exact in a column of the log.
    static boolean shown(long ms) {
        return ms != NONE && ms <= MAX_MS && ms >= MIN_MS;
    }

    static long micros(long ms) {
        return ms * MICROS_A_MILLI;
    }

    static long ms(long micros) {
        return micros / MICROS_A_MILLI;
    }
}
