package io.varve.storage.cache;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Immutable bytes under keys, at most so many in all; the longest unused go first. What is being loaded is loaded
/// once,
/// however many ask for it.
///
/// Thread-safe. No lock is held while something is loaded. A load that fails fails for all who wait for it, and is
/// forgotten. Buffers are shared: nobody writes to them, and each caller gets a duplicate with its own position.
public final class ByteBoundedCache<K> {

    private final long maxBytes;

    /// Guards all that follows.
    private final ReentrantLock lock = new ReentrantLock();

    /// In the order of use, the longest unused first.
    private final LinkedHashMap<K, ByteBuffer> entries = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<K, CompletableFuture<ByteBuffer>> loading = new HashMap<>();
    private long bytes;
    private long hits;
    private long misses;
    private long joins;
    private long evictions;

    /// @param maxBytes 0 for a cache that keeps nothing and still loads once for all who ask at a time
    public ByteBoundedCache(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("a cache of " + maxBytes + " bytes");
        }
        this.maxBytes = maxBytes;
    }

    /// What happened so far.
    ///
    /// @param joins how many asked for what was being loaded for another
    /// @param entries what is cached now
    /// @param bytes what is cached now
    public record Counts(long hits, long misses, long joins, long evictions, int entries, long bytes) {}

    /// The cached bytes, or those that the loader returns, which are cached then.
    public ByteBuffer get(K key, Supplier<ByteBuffer> loader) {
        var mine = new CompletableFuture<ByteBuffer>();
        CompletableFuture<ByteBuffer> flight;
        lock.lock();
        try {
            ByteBuffer cached = entries.get(key);
            if (cached != null) {
                hits++;
                return cached.duplicate();
            }
            CompletableFuture<ByteBuffer> others = loading.putIfAbsent(key, mine);
            flight = others == null ? mine : others;
            if (others == null) {
                misses++;
            } else {
                joins++;
            }
        } finally {
            lock.unlock();
        }
        if (flight == mine) {
            load(key, loader, mine);
        }
        return awaited(flight).duplicate();
    }

    /// The cached bytes, without loading any.
    public Optional<ByteBuffer> find(K key) {
        lock.lock();
        try {
            ByteBuffer cached = entries.get(key);
            if (cached != null) {
                hits++;
            }
            return Optional.ofNullable(cached).map(ByteBuffer::duplicate);
        } finally {
            lock.unlock();
        }
    }

    /// Caches bytes that the caller has anyway. They must be the only ones that the key can ever have.
    public void put(K key, ByteBuffer value) {
        lock.lock();
        try {
            store(key, value.slice());
        } finally {
            lock.unlock();
        }
    }

    public void remove(K key) {
        lock.lock();
        try {
            ByteBuffer removed = entries.remove(key);
            if (removed != null) {
                bytes -= removed.remaining();
            }
        } finally {
            lock.unlock();
        }
    }

    public Counts counts() {
        lock.lock();
        try {
            return new Counts(hits, misses, joins, evictions, entries.size(), bytes);
        } finally {
            lock.unlock();
        }
    }

    private void load(K key, Supplier<ByteBuffer> loader, CompletableFuture<ByteBuffer> flight) {
        try {
            ByteBuffer value = loader.get().slice();
            end(key, value);
            flight.complete(value);
        } catch (RuntimeException | Error e) {
            end(key, null);
            flight.completeExceptionally(e);
        }
    }

    private void end(K key, @Nullable ByteBuffer value) {
        lock.lock();
        try {
            loading.remove(key);
            if (value != null) {
                store(key, value);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Called with the lock held.
    private void store(K key, ByteBuffer value) {
        if (value.remaining() > maxBytes) {
            return;
        }
        ByteBuffer replaced = entries.put(key, value);
        bytes += value.remaining() - (replaced == null ? 0 : replaced.remaining());
        Iterator<ByteBuffer> longestUnused = entries.values().iterator();
        while (bytes > maxBytes) {
            bytes -= longestUnused.next().remaining();
            longestUnused.remove();
            evictions++;
        }
    }

    private static ByteBuffer awaited(CompletableFuture<ByteBuffer> flight) {
        try {
            return flight.join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case RuntimeException failure -> failure;
                case Error error -> throw error;
                case null, default -> e;
            };
        }
    }
}
