package io.varve.log.store;

/// How much is read at once.
///
/// @param recentReads requests for recent data under way at the same time
/// @param coldReads the same for old data
/// @param gapBytes two ranges of one object are read with one request if no more bytes than this lie between them:
///     they cost less than a second request
/// @param spanBytes how long a range may become by joining; a single longer run is still read at once
/// @param wholeObjectBytes an object that is larger is never read whole
/// @param decodedBytes a row group whose batches take more is not served
public record ReadLimits(
        int recentReads, int coldReads, int gapBytes, int spanBytes, int wholeObjectBytes, int decodedBytes) {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    public static final ReadLimits DEFAULT = new ReadLimits(64, 16, 64 * KIB, 8 * MIB, 64 * MIB, 1024 * MIB);

    public ReadLimits {
        if (recentReads < 1
                || coldReads < 1
                || gapBytes < 0
                || spanBytes < 1
                || wholeObjectBytes < 1
                || decodedBytes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
