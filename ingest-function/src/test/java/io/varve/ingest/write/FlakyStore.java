package io.varve.ingest.write;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.Random;

/// A store that now and then does not take an object, or takes it and loses the answer, as its seed has it.
final class FlakyStore implements ObjectStore {

    private static final int ONE_IN = 8;

    private final ObjectStore underneath;

    /// Guarded by its own monitor.
    private final Random random;

    FlakyStore(ObjectStore underneath, long seed) {
        this.underneath = underneath;
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

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        return underneath.read(key, offset, length);
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        return underneath.readAll(key, maxBytes);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return underneath.head(key);
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        return underneath.list(prefix, startAfter, limit);
    }

    @Override
    public void delete(Collection<String> keys) {
        underneath.delete(keys);
    }

    @Override
    public void close() {
        underneath.close();
    }
}
