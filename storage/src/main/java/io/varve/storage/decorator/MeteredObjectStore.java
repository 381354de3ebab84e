package io.varve.storage.decorator;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.decorator.StoreMeter.Request;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/// Counts each request that goes on to the store. It belongs within [RetryingObjectStore], so that retries count.
public final class MeteredObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final StoreMeter meter;

    public MeteredObjectStore(ObjectStore store, StoreMeter meter) {
        this.store = store;
        this.meter = meter;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        CreateOutcome outcome = counted(Request.CREATE, 1, () -> store.create(key, payload));
        meter.wrote(payload.length());
        return outcome;
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        return countedRead(() -> store.read(key, offset, length));
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        return countedRead(() -> store.readAll(key, maxBytes));
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return counted(Request.HEAD, 1, () -> store.head(key));
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        ListPage page = counted(Request.LIST, 1, () -> store.list(prefix, startAfter, limit));
        meter.requested(Request.LIST, requestsFor(page.objects().size()) - 1);
        return page;
    }

    @Override
    public void delete(Collection<String> keys) {
        if (!keys.isEmpty()) {
            counted(Request.DELETE, requestsFor(keys.size()), () -> {
                store.delete(keys);
                return keys;
            });
        }
    }

    @Override
    public void close() {
        store.close();
    }

    private ByteBuffer countedRead(Supplier<ByteBuffer> read) {
        ByteBuffer bytes = counted(Request.READ, 1, read);
        meter.read(bytes.remaining());
        return bytes;
    }

    private <T> T counted(Request request, long count, Supplier<T> call) {
        meter.requested(request, count);
        try {
            return call.get();
        } catch (StoreException e) {
            meter.failed(request);
            throw e;
        }
    }

    private static long requestsFor(int keys) {
        return Math.max(1, Math.ceilDiv(keys, StoreMeter.KEYS_PER_REQUEST));
    }
}
