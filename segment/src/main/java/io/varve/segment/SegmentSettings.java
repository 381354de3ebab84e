package io.varve.segment;

/// How segments are encoded.
///
/// @param rowGroupBytes a row group ends before it would be larger, except that a batch is never divided
/// @param zstdLevel of the pages
public record SegmentSettings(int rowGroupBytes, int zstdLevel) {

    /// Row groups are what a reader fetches by one request: 8 to 16 MiB, where stores are at their best.
    public static final SegmentSettings DEFAULT = new SegmentSettings(12 << 20, 1);

    private static final int MIN_ZSTD_LEVEL = 1;
    private static final int MAX_ZSTD_LEVEL = 22;

    public SegmentSettings {
        if (rowGroupBytes <= 0) {
            throw new IllegalArgumentException("row groups of " + rowGroupBytes + " bytes");
        }
        if (zstdLevel < MIN_ZSTD_LEVEL || zstdLevel > MAX_ZSTD_LEVEL) {
            throw new IllegalArgumentException("there is no zstd level " + zstdLevel);
        }
    }
}
