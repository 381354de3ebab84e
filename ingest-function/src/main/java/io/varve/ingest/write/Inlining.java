package io.varve.ingest.write;

/// Which flushes go into the journal's entry itself, without an object.
///
/// @param maxBytes the largest flush that is inlined; `varve.ingest.inline-max`
/// @param unitsPerSecond beyond it, in write units that all nodes together spend on the shard, nothing is inlined there
public record Inlining(int maxBytes, int unitsPerSecond) {

    /// A PUT costs as much as eight write units: four to write so many bytes, and four to delete them later.
    public static final int DEFAULT_MAX_BYTES = 4 * 1024;

    /// What DynamoDB lets one key take, in write units of 1 KiB a second.
    private static final int KEY_UNITS_PER_SECOND = 1_000;

    private static final int MAX_SHARE_PERCENT = 30;

    /// For journals in which a key has its limit.
    public static final Inlining METERED =
            new Inlining(DEFAULT_MAX_BYTES, KEY_UNITS_PER_SECOND * MAX_SHARE_PERCENT / 100);

    /// For journals without such a limit.
    public static final Inlining UNMETERED = new Inlining(DEFAULT_MAX_BYTES, Integer.MAX_VALUE);

    public Inlining {
        if (maxBytes < 0 || unitsPerSecond < 0) {
            throw new IllegalArgumentException(
                    "inlining up to " + maxBytes + " bytes and " + unitsPerSecond + " units a second");
        }
    }
}
