package io.varve.metadata.journal.object;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A store that counts its calls, fails the next one on demand, and whose listings can be behind.
final class UnsteadyStore implements ObjectStore {

    final AtomicInteger creates = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger lists = new AtomicInteger();
    final AtomicInteger deletes = new AtomicInteger();

    /// What listings show of what is there.
    UnaryOperator<List<ObjectInfo>> view = UnaryOperator.identity();

    private final ObjectStore underneath;
    private StoreException.@Nullable Kind failure;
    private boolean carriedOut;

    UnsteadyStore(ObjectStore underneath) {
        this.underneath = underneath;
    }

    /// Fails the next call.
    ///
    /// @param carriedOut whether it has its effect all the same
    void failNext(StoreException.Kind kind, boolean carriedOut) {
        failure = kind;
        this.carriedOut = carriedOut;
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        creates.incrementAndGet();
        if (failure == null || carriedOut) {
            CreateOutcome outcome = underneath.create(key, payload);
            failIfTold();
            return outcome;
        }
        failIfTold();
        throw new AssertionError();
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        throw new AssertionError("a journal reads whole objects");
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        reads.incrementAndGet();
        failIfTold();
        return underneath.readAll(key, maxBytes);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        throw new AssertionError("a journal asks for no heads");
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        lists.incrementAndGet();
        failIfTold();
        ListPage page = underneath.list(prefix, startAfter, limit);
        return new ListPage(view.apply(page.objects()), page.complete());
    }

    @Override
    public void delete(Collection<String> keys) {
        deletes.incrementAndGet();
        failIfTold();
        underneath.delete(keys);
    }

    @Override
    public void close() {
        underneath.close();
    }

    private void failIfTold() {
        StoreException.Kind kind = failure;
        if (kind != null) {
            failure = null;
            throw new StoreException(kind, "told to fail");
        }
    }
}
