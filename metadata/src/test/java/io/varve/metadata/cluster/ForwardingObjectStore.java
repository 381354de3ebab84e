package io.varve.metadata.cluster;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/// Hands every request to the store underneath. Tests override those in which something is to happen.
public abstract class ForwardingObjectStore implements ObjectStore {

    protected final ObjectStore underneath;

    protected ForwardingObjectStore(ObjectStore underneath) {
        this.underneath = underneath;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        return underneath.create(key, payload);
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
