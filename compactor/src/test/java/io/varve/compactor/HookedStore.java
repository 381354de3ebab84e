package io.varve.compactor;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/// A store in which something else happens just before an object is read, or after one was created.
public final class HookedStore implements ObjectStore {

    /// Is shown the key of what is about to be read.
    public Consumer<String> beforeRead = key -> {};

    /// Is shown the key of what was created.
    public Consumer<String> afterCreate = key -> {};

    private final ObjectStore store;

    HookedStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        CreateOutcome outcome = store.create(key, payload);
        afterCreate.accept(key);
        return outcome;
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        beforeRead.accept(key);
        return store.read(key, offset, length);
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        return store.readAll(key, maxBytes);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return store.head(key);
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        return store.list(prefix, startAfter, limit);
    }

    @Override
    public void delete(Collection<String> keys) {
        store.delete(keys);
    }

    @Override
    public void close() {
        store.close();
    }
}
