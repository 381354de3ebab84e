package io.varve.log;

import io.varve.metadata.cluster.ForwardingObjectStore;
import io.varve.storage.ObjectStore;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// A store that writes down every read, and in which bytes rot, reads fail and answers wait as the test says.
/// Thread-safe.
public final class TestStore extends ForwardingObjectStore {

    /// Guarded by this object's monitor.
    private final List<String> reads = new ArrayList<>();

    private final Map<String, Long> rotten = new HashMap<>();
    private final Set<String> rottenOnce = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private CountDownLatch gate = new CountDownLatch(0);

    public TestStore(ObjectStore underneath) {
        super(underneath);
    }

    /// The reads since the last call: `all KEY` or `KEY FROM+LENGTH`.
    public synchronized List<String> takeReads() {
        var taken = List.copyOf(reads);
        reads.clear();
        return taken;
    }

    /// Waits until there were so many reads since they were last taken.
    public synchronized void awaitReads(int count) {
        try {
            while (reads.size() < count) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// One bit of the byte at the offset is flipped from now on.
    public synchronized void rot(String key, long offset) {
        rotten.put(key, offset);
    }

    /// The same, for the next read of that byte alone.
    public synchronized void rotOnce(String key, long offset) {
        rot(key, offset);
        rottenOnce.add(key);
    }

    public synchronized void heal(String key) {
        rotten.remove(key);
        failing.remove(key);
    }

    public synchronized void fail(String key) {
        failing.add(key);
    }

    /// Reads that begin from now on wait until the returned latch is counted down.
    public synchronized CountDownLatch holdReads() {
        gate = new CountDownLatch(1);
        return gate;
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
        arrive(key + " " + offset + "+" + length, key);
        return asItIsNow(key, offset, underneath.read(key, offset, length));
    }

    @Override
    public ByteBuffer readAll(String key, int maxBytes) {
        arrive("all " + key, key);
        synchronized (this) {
            if (rotten.containsKey(key)) {
                healIfOnce(key);
                throw new StoreException(StoreException.Kind.CORRUPT, key + " has another checksum");
            }
        }
        return underneath.readAll(key, maxBytes);
    }

    private void arrive(String read, String key) {
        CountDownLatch before;
        synchronized (this) {
            reads.add(read);
            notifyAll();
            before = gate;
        }
        try {
            before.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "interrupted", e);
        }
        synchronized (this) {
            if (failing.contains(key)) {
                throw new StoreException(StoreException.Kind.UNAVAILABLE, key + " does not answer");
            }
        }
    }

    private synchronized ByteBuffer asItIsNow(String key, long offset, ByteBuffer bytes) {
        Long at = rotten.get(key);
        if (at == null || at < offset || at >= offset + bytes.remaining()) {
            return bytes;
        }
        healIfOnce(key);
        ByteBuffer copy =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        int index = (int) (at - offset);
        return copy.put(index, (byte) (copy.get(index) ^ 1));
    }

    private void healIfOnce(String key) {
        if (rottenOnce.remove(key)) {
            rotten.remove(key);
        }
    }
}
