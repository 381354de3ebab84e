package io.varve.simulation.world;

import io.varve.core.Clock;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.Payload;
import io.varve.storage.memory.MemoryObjectStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The objects of a world, whatever happens to its processes.
public final class Bucket {

    private final ObjectStore objects;
    private @Nullable Watcher watcher;

    public Bucket(World world) {
        objects = new MemoryObjectStore(new Clock() {
            @Override
            public long wallMs() {
                return world.wallMs();
            }

            @Override
            public long nanoTime() {
                return world.scheduler().nowNanos();
            }
        });
    }

    /// Hears what comes to the bucket.
    public interface Watcher {

        /// An object is there now.
        void created(String key, ByteBuffer bytes);

        /// An object is about to be deleted that is there.
        void deleted(String key);

        /// Another object was there already.
        void refused(String key, ByteBuffer bytes);
    }

    public void watch(Watcher watcher) {
        this.watcher = watcher;
    }

    public ObjectStore objects() {
        return objects;
    }

    /// @param bytes the whole object
    CreateOutcome create(String key, ByteBuffer bytes, int crc32c) {
        CreateOutcome outcome = objects.create(key, new Payload(List.of(bytes), bytes.remaining(), crc32c));
        if (watcher != null) {
            switch (outcome) {
                case CREATED -> watcher.created(key, bytes);
                case EXISTS -> watcher.refused(key, bytes);
            }
        }
        return outcome;
    }

    void delete(Collection<String> keys) {
        for (String key : keys) {
            if (watcher != null && objects.head(key).isPresent()) {
                watcher.deleted(key);
            }
        }
        objects.delete(keys);
    }

    /// A listing that does not show the last so many objects of its prefix.
    ListPage staleList(String prefix, String startAfter, int limit, int missing) {
        List<ObjectInfo> all = new ArrayList<>(
                objects.list(prefix, startAfter, Integer.MAX_VALUE).objects());
        List<ObjectInfo> shown = all.subList(0, Math.max(0, all.size() - missing));
        return shown.size() <= limit ? new ListPage(shown, true) : new ListPage(shown.subList(0, limit), false);
    }
}
