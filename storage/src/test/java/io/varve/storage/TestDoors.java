package io.varve.storage;

import io.varve.core.Clock;
import io.varve.core.Entropy;
import java.util.concurrent.ThreadLocalRandom;

/// Doors to the machine's own clock and randomness.
public final class TestDoors {

    public static final Clock CLOCK = new Clock() {
        @Override
        public long wallMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    public static final Entropy ENTROPY = () -> ThreadLocalRandom.current().nextLong();

    private TestDoors() {}
}
