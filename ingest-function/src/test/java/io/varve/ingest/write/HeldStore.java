package io.varve.ingest.write;

import io.varve.metadata.cluster.ForwardingObjectStore;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/// A store whose creates of write-ahead objects wait, once it is told to, until the test says what becomes of each.
final class HeldStore extends ForwardingObjectStore {

    private final BlockingQueue<Create> arrived = new LinkedBlockingQueue<>();
    private final List<String> created = new CopyOnWriteArrayList<>();
    private volatile boolean holding;

    HeldStore(ObjectStore underneath) {
        super(underneath);
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
}
