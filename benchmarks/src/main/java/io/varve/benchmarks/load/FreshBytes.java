package io.varve.benchmarks.load;

import java.nio.ByteBuffer;

/// Bytes that never repeat, so that nothing between here and the disk can leave any of them out, and that cost next to
/// nothing: a counter, mixed as SplittableRandom does it. Not thread-safe.
final class FreshBytes {

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long counter;

    /// @param stream another one for each user: the first state of its counter
    FreshBytes(long stream) {
        counter = mixed(stream);
    }

    /// Overwrites the bytes from `offset` on, without moving the buffer's position.
    void fill(ByteBuffer target, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at <= end - Long.BYTES) {
            target.putLong(at, next());
            at += Long.BYTES;
        }
        for (long rest = next(); at < end; at++, rest >>>= Byte.SIZE) {
            target.put(at, (byte) rest);
        }
    }

    private long next() {
        counter += STEP;
        return mixed(counter);
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
