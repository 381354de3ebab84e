package io.varve.simulation.world;

import java.security.Provider;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.SplittableRandom;

/// What the JDK takes for the operating system's randomness, on the threads of a world: a stream of chances of its own.
/// Kafka's coordinator draws ids of members from it, through `java.util.UUID`, and has no door for that.
public final class WorldRandomness extends SecureRandomSpi {

    private static final long serialVersionUID = 1;

    private static final ScopedValue<SplittableRandom> CHANCES = ScopedValue.newInstance();

    /// What threads outside of all worlds get.
    private static final SplittableRandom ELSEWHERE = new SplittableRandom();

    /// The provider of such randomness.
    private static final class Source extends Provider {

        private static final long serialVersionUID = 1;

        Source() {
            super("Simulated", "1", "randomness of simulated worlds");
            put("SecureRandom.Simulated", WorldRandomness.class.getName());
            // Else there would be a lock that worlds share.
            put("SecureRandom.Simulated ThreadSafe", "true");
        }
    }

    /// Takes the first place among all providers. What has asked for randomness before keeps what it was given.
    static void install() {
        Security.insertProviderAt(new Source(), 1);
    }

    /// Runs a task of a world.
    static void within(SplittableRandom chances, Runnable task) {
        ScopedValue.where(CHANCES, chances).run(task);
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
        if (CHANCES.isBound()) {
            CHANCES.get().nextBytes(bytes);
        } else {
            synchronized (ELSEWHERE) {
                ELSEWHERE.nextBytes(bytes);
            }
        }
    }

    @Override
    protected byte[] engineGenerateSeed(int size) {
        byte[] seed = new byte[size];
        engineNextBytes(seed);
        return seed;
    }

    /// There is nothing to add.
    @Override
    protected void engineSetSeed(byte[] seed) {}
}
