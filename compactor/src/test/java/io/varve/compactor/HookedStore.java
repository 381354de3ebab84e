package io.varve.compactor;

import io.varve.metadata.cluster.ForwardingObjectStore;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// A store in which something else happens just before an object is read, or after one was created.
public final class HookedStore extends ForwardingObjectStore {

    /// Is shown the key of what is about to be read.
    public Consumer<String> beforeRead = key -> {};

    /// Is shown the key of what was created.
    public Consumer<String> afterCreate = key -> {};

    HookedStore(ObjectStore underneath) {
        super(underneath);
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        CreateOutcome outcome = underneath.create(key, payload);
        afterCreate.accept(key);
        return outcome;
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        beforeRead.accept(key);
        return underneath.read(key, offset, length);
    }
}
