package io.varve.simulation.torture;

import io.varve.simulation.history.Details;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The bytes of a record, which follow from the value that it stands for: bytes that were mixed up or cut stand for
/// none.
///
/// ```
///   value 8 | filler 0..
/// ```
final class Payload {

    private static final int MAX_FILLER_BYTES = 200;

    private Payload() {}

    static byte[] of(long value) {
        var random = new SplittableRandom(value);
        return bytes(value, random.nextInt(MAX_FILLER_BYTES), random);
    }

    /// More bytes than a topic takes.
    static byte[] tooLarge(long value, int atLeastBytes) {
        return bytes(value, atLeastBytes, new SplittableRandom(value));
    }

    /// The value that the bytes stand for, or [Details#NO_VALUE].
    static long value(byte[] payload) {
        if (payload.length < Long.BYTES) {
            return Details.NO_VALUE;
        }
        long value = ByteBuffer.wrap(payload).getLong();
        return value >= 0 && Arrays.equals(payload, of(value)) ? value : Details.NO_VALUE;
    }

    private static byte[] bytes(long value, int fillerBytes, SplittableRandom random) {
        var filler = new byte[fillerBytes];
        random.nextBytes(filler);
        return ByteBuffer.allocate(Long.BYTES + fillerBytes)
                .putLong(value)
                .put(filler)
                .array();
    }
}
