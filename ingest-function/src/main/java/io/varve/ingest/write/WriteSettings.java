package io.varve.ingest.write;

/// How a node writes.
///
/// @param maxUploads flushes whose objects are under way at once; further batches wait, and later flushes are larger
public record WriteSettings(Linger linger, Inlining inlining, int maxUploads) {

    /// Enough for 400 MiB a second in flushes of 4 MiB that take 150 ms each.
    public static final int DEFAULT_MAX_UPLOADS = 16;

    public static final WriteSettings PAID = new WriteSettings(Linger.PAID, Inlining.METERED, DEFAULT_MAX_UPLOADS);

    public WriteSettings {
        if (maxUploads < 1) {
            throw new IllegalArgumentException("at least one upload must be allowed");
        }
    }
}
