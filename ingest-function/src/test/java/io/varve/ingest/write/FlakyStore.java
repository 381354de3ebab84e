package io.varve.ingest.write;

import io.varve.metadata.cluster.ForwardingObjectStore;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import java.util.Random;

/// A store that now and then does not take an object, or takes it and loses the answer, as its seed has it.
final class FlakyStore extends ForwardingObjectStore {

    private static final int ONE_IN = 8;

    /// Guarded by its own monitor.
    private final Random random;

    FlakyStore(ObjectStore underneath, long seed) {
        super(underneath);
        random = new Random(seed);
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        int dice;
        synchronized (random) {
            dice = random.nextInt(2 * ONE_IN);
        }
        if (dice == 0) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "connection refused");
        }
        CreateOutcome outcome = underneath.create(key, payload);
        if (dice == 1) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "connection reset");
        }
        return outcome;
    }
}
