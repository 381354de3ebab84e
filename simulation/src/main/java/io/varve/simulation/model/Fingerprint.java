package io.varve.simulation.model;

import io.varve.core.Id128;

/// Folds what a world consists of into 128 bits, in order, by which worlds are told apart.
///
/// Two halves with different constants. Among ten million worlds two share a fingerprint with a probability of about
/// 10^14 / 2^129 < 2 · 10^-25; then the search would take one for the other.
final class Fingerprint {

    private long high = 0x6A09E667F3BCC908L;
    private long low = 0xBB67AE8584CAA73BL;

    Fingerprint mix(long number) {
        high = (high ^ number) * 0x9E3779B97F4A7C15L;
        high ^= high >>> 32;
        low = (low + number) * 0xD1B54A32D192ED03L;
        low ^= low >>> 29;
        return this;
    }

    Fingerprint mix(Id128 id) {
        return mix(id.high()).mix(id.low());
    }

    Fingerprint mix(byte[] bytes) {
        mix(bytes.length);
        for (byte one : bytes) {
            mix(one);
        }
        return this;
    }

    Id128 value() {
        return new Id128(finish(high + Long.rotateLeft(low, 17)), finish(low + Long.rotateLeft(high, 41)));
    }

    private static long finish(long half) {
        long mixed = (half ^ (half >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
