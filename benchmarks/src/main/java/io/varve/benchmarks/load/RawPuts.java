package io.varve.benchmarks.load;

import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The store alone: the objects that a node would write, created through the same client, without a node.
public final class RawPuts implements Load {

    /// A part is a batch: the client hands each to the socket by itself.
    private static final int PART_BYTES = 64 << 10;

    private final ObjectStore store;
    private final String prefix;
    private final int sizeBytes;
    private final int concurrency;

    public RawPuts(ObjectStore store, String prefix, int sizeBytes, int concurrency) {
        this.store = store;
        this.prefix = prefix;
        this.sizeBytes = sizeBytes;
        this.concurrency = concurrency;
    }

    /// Its objects are deleted at the end.
    @Override
    public LoadResult run(Pace pace, Duration time, Tally tally) throws Exception {
        long endNanos = System.nanoTime() + time.toNanos();
        var keys = new ConcurrentLinkedQueue<String>();
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < concurrency; i++) {
            int writer = i;
            tasks.add(() -> write(writer, pace.share(writer, concurrency), endNanos, keys, tally));
        }
        try {
            Crew.run(tasks);
            return tally.result();
        } finally {
            store.delete(List.copyOf(keys));
        }
    }

    private Void write(int writer, Pace pace, long endNanos, ConcurrentLinkedQueue<String> keys, Tally tally) {
        var fresh = new FreshBytes(System.nanoTime() * 31 + writer);
        ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
        Pace.Schedule schedule = pace.begin();
        for (int i = 0; System.nanoTime() < endNanos; i++) {
            fresh.fill(bytes, 0, sizeBytes);
            Payload payload = Payload.of(parts(bytes));
            long dueNanos = schedule.await(sizeBytes);
            String key = prefix + writer + "-" + i;
            store.create(key, payload);
            keys.add(key);
            tally.took(System.nanoTime() - dueNanos);
            tally.done(0, sizeBytes);
        }
        return null;
    }

    private static List<ByteBuffer> parts(ByteBuffer bytes) {
        var parts = new ArrayList<ByteBuffer>();
        for (int at = 0; at < bytes.capacity(); at += PART_BYTES) {
            parts.add(bytes.slice(at, Math.min(PART_BYTES, bytes.capacity() - at)));
        }
        return parts;
    }
}
