package io.varve.ingest.write;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/// A store whose creates of write-ahead objects wait, once it is told to, until the test says what becomes of each.
final class HeldStore implements ObjectStore {

    private final ObjectStore underneath;
    private final BlockingQueue<Create> arrived = new LinkedBlockingQueue<>();
    private final List<String> created = new CopyOnWriteArrayList<>();
    private volatile boolean holding;

    HeldStore(ObjectStore underneath) {
        this.underneath = underneath;
    }

    /// A create that waits.
    record Create(String key, Payload payload, CompletableFuture<Supplier<CreateOutcome>> fate) {

        void fail(RuntimeException cause) {
            fate.complete(() -> {
                throw cause;
            });
        }

        void answer(CreateOutcome outcome) {
            fate.complete(() -> outcome);
        }
    }

    void hold() {
        holding = true;
    }

    /// Waits for the next create to arrive.
    Create next() {
        try {
            return arrived.take();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    int waiting() {
        return arrived.size();
    }

    /// Writes the object.
    void pass(Create create) {
        create.fate().complete(() -> underneath.create(create.key(), create.payload()));
    }

    /// Keys of the write-ahead objects whose create was called, in its order.
    List<String> created() {
        return created;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        if (!key.contains("/wal/")) {
            return underneath.create(key, payload);
        }
        created.add(key);
        if (!holding) {
            return underneath.create(key, payload);
        }
        var create = new Create(key, payload, new CompletableFuture<>());
        arrived.add(create);
        return create.fate().join().get();
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
