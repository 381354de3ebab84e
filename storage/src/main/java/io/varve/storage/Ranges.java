package io.varve.storage;

/// What backends check alike before they read.
public final class Ranges {

    private Ranges() {}

    /// Refuses what no range of an object can be. An empty range is refused as well: HTTP cannot say it.
    public static void check(long offset, int length) {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException("a range of " + length + " bytes at " + offset);
        }
    }

    /// Refuses a range that is not wholly within an object of `sizeBytes`.
    public static void checkWithin(String key, long offset, int length, long sizeBytes) {
        if (offset + length > sizeBytes) {
            throw new RangeNotSatisfiableException(key, offset, length);
        }
    }

    /// Refuses to read a whole object that is longer than the caller allows.
    ///
    /// @return the size as an `int`
    public static int checkWhole(String key, long sizeBytes, int maxBytes) {
        if (sizeBytes > maxBytes) {
            throw new StoreException(
                    StoreException.Kind.REFUSED,
                    "object " + key + " has " + sizeBytes + " bytes, at most " + maxBytes + " are read at once");
        }
        return (int) sizeBytes;
    }
}
