package io.varve.compactor.rewrite;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The last offset of each key, in a bounded amount of memory. Keys are told apart by the first half of their SHA-256:
/// a weaker hash would let whoever chooses keys have records of others deleted.
///
/// Of one thread.
final class KeyIndex {

    static final int BYTES_OF_KEY = 3 * Long.BYTES;

    /// Fuller, and a look-up takes too many steps.
    private static final double MAX_LOAD = 0.7;

    private static final long FREE = -1;

    private final MessageDigest digest = sha256();
    private final long[] high;
    private final long[] low;
    private final long[] offsets;
    private final int maxKeys;
    private int size;

    /// @param maxBytes what the index may take
    KeyIndex(long maxBytes) {
        int slots = Math.clamp(maxBytes / BYTES_OF_KEY, 16, 1 << 28);
        high = new long[slots];
        low = new long[slots];
        offsets = new long[slots];
        Arrays.fill(offsets, FREE);
        maxKeys = (int) (MAX_LOAD * slots);
    }

    /// Notes a later offset of a key.
    ///
    /// @return false, and nothing is noted, if there is no room for another key
    boolean put(ByteBuffer key, long offset) {
        int slot = slotOf(key);
        if (offsets[slot] == FREE) {
            if (size == maxKeys) {
                return false;
            }
            size++;
            high[slot] = wantedHigh;
            low[slot] = wantedLow;
        }
        offsets[slot] = Math.max(offsets[slot], offset);
        return true;
    }

    /// Whether a record of the key at this offset has given way to a later one.
    boolean isSuperseded(ByteBuffer key, long offset) {
        return offsets[slotOf(key)] > offset;
    }

    int size() {
        return size;
    }

    private long wantedHigh;
    private long wantedLow;

    /// The slot that holds the key, or the free one where it would be.
    private int slotOf(ByteBuffer key) {
        digest.update(key.duplicate());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        wantedHigh = hash.getLong();
        wantedLow = hash.getLong();
        int slot = (int) Long.remainderUnsigned(wantedHigh, offsets.length);
        while (offsets[slot] != FREE && (high[slot] != wantedHigh || low[slot] != wantedLow)) {
            slot = slot + 1 == offsets.length ? 0 : slot + 1;
        }
        return slot;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
