package io.varve.benchmarks.micro;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/// Takes objects, and keeps none.
final class SinkStore implements ObjectStore {

    @Override
    public CreateOutcome create(String key, Payload payload) {
        return CreateOutcome.CREATED;
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        throw keepsNothing();
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        throw keepsNothing();
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return Optional.empty();
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        throw keepsNothing();
    }

    @Override
    public void delete(Collection<String> keys) {}

    @Override
    public void close() {}

    private static UnsupportedOperationException keepsNothing() {
        return new UnsupportedOperationException("this store keeps nothing");
    }
}
