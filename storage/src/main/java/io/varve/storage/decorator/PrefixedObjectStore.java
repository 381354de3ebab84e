package io.varve.storage.decorator;

import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectKey;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The part of a store below a prefix, as a store of its own. Keys are shorter by the
/// prefix; messages of exceptions name them in full.
public final class PrefixedObjectStore implements ObjectStore {

    private final ObjectStore store;

    /// Ends with a slash.
    private final String prefix;

    /// @param path without a slash at either end
    public PrefixedObjectStore(ObjectStore store, String path) {
        this.store = store;
        this.prefix = ObjectKey.check(path) + "/";
    }

    @Override
    public CreateOutcome create(String key, Payload payload) {
        return store.create(full(key), payload);
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        return store.read(full(key), offset, length);
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        return store.readAll(full(key), maxBytes);
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        return store.head(full(key)).map(this::shortened);
    }

    @Override
    public ListPage list(String prefix, String startAfter, int limit) {
        ListPage.checkArguments(prefix, startAfter, limit);
        ListPage page = store.list(this.prefix + prefix, startAfter.isEmpty() ? "" : this.prefix + startAfter, limit);
        return new ListPage(page.objects().stream().map(this::shortened).toList(), page.complete());
    }

    @Override
    public void delete(Collection<String> keys) {
        List<String> full = keys.stream().map(this::full).toList();
        store.delete(full);
    }

    @Override
    public void close() {
        store.close();
    }

    private String full(String key) {
        return prefix + ObjectKey.check(key);
    }

    private ObjectInfo shortened(ObjectInfo info) {
        return new ObjectInfo(
                info.key().substring(prefix.length()), info.sizeBytes(), info.lastModifiedMs(), info.crc32c());
    }
}
