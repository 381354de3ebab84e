package io.varve.storage.decorator;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/// Fails on purpose: each request meets the next fault of its script, if one is left.
final class FaultyObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final Queue<Fault> script = new ArrayDeque<>();

    FaultyObjectStore(ObjectStore store, Fault... script) {
        this.store = store;
        this.script.addAll(List.of(script));
    }

    enum Fault {
        /// The request never arrives.
        LOSE_REQUEST,
        /// The request has its effect, and its answer is lost.
        LOSE_REPLY,
        /// The store says that it is asked too much.
        THROTTLE,
        /// A person must act.
        REFUSE,
        NONE
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        return meetFault(() -> store.create(key, payload));
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        return meetFault(() -> store.read(key, offset, length));
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        return meetFault(() -> store.readAll(key, maxBytes));
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return meetFault(() -> store.head(key));
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        return meetFault(() -> store.list(prefix, startAfter, limit));
    }

    @Override
    public void delete(Collection<String> keys) {
        meetFault(() -> {
            store.delete(keys);
            return keys;
        });
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T meetFault(Supplier<T> request) {
        Fault fault = script.isEmpty() ? Fault.NONE : script.remove();
        return switch (fault) {
            case LOSE_REQUEST -> throw new StoreException(Kind.UNAVAILABLE, "the request was lost");
            case LOSE_REPLY -> {
                T lost = request.get();
                throw new StoreException(Kind.UNAVAILABLE, "the reply was lost: " + lost);
            }
            case THROTTLE -> throw new StoreException(Kind.THROTTLED, "slow down");
            case REFUSE -> throw new StoreException(Kind.REFUSED, "no");
            case NONE -> request.get();
        };
    }
}
