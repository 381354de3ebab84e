package io.varve.core;

/// The door to randomness. Production draws from the operating system, the simulator from its seed.
public interface Entropy {

    /// Sixty-four unpredictable bits.
    long nextLong();

    /// A fresh 128-bit identifier.
    default Id128 nextId() {
        return new Id128(nextLong(), nextLong());
    }

    /// A number in `[0, bound)`; the slight bias of the modulus is of no consequence to jitter and sampling.
    default long nextBelow(long bound) {
        return Long.remainderUnsigned(nextLong(), bound);
    }
}
