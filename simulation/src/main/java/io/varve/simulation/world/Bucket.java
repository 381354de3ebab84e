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
import java.util.function.BiConsumer;

/// The objects of a world, whatever happens to its processes.
public final class Bucket {

    private final ObjectStore objects;
    private BiConsumer<String, ByteBuffer> watcher = (key, bytes) -> {};

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

    /// Hears of every object when it is there.
    public void watch(BiConsumer<String, ByteBuffer> watcher) {
        this.watcher = watcher;
    }

    public ObjectStore objects() {
        return objects;
    }

    CreateOutcome create(String key, Payload payload) {
        CreateOutcome outcome = objects.create(key, payload);
        if (outcome == CreateOutcome.CREATED) {
            watcher.accept(key, objects.readAll(key, Integer.MAX_VALUE));
        }
        return outcome;
    }

    void delete(Collection<String> keys) {
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
