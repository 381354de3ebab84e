package io.varve.log.store;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Extents and row groups in memory, up to a number of bytes; the ones not looked at for longest go first. What
/// is being fetched has its place already, so that nobody fetches it twice.
///
/// Thread-safe.
///
/// ```
///   claim --> fetching --+--> fill: loaded --> evicted
///                        +--> fail: gone, the next one to ask fetches again
/// ```
final class ExtentCache {

    /// The end of a slot that holds all of its container, whatever its size.
    static final int WHOLE = Integer.MAX_VALUE;

    /// What a slot takes beside its bytes, roughly; so that many small ones stay within the bound as well.
    private static final int SLOT_OVERHEAD_BYTES = 512;

    private final long maxBytes;

    /// Guards the fields below.
    private final ReentrantLock lock = new ReentrantLock();

    /// By container and first position. Of a container no slot lies within another, so that they are in order of
    /// their ends as well.
    private final Map<Container, TreeMap<Integer, Slot>> slots = new HashMap<>();

    /// The loaded ones, the one to evict first first.
    private final SequencedSet<Slot> byUse = new LinkedHashSet<>();

    private long sizeBytes;

    ExtentCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// A place for an extent or a row group, distinct from every other.
    static final class Slot {

        private final Container container;
        private final int from;
        private final int to;
        private final CompletableFuture<Content> content = new CompletableFuture<>();

        /// Whether what is in it was damaged when it was brought in place of what had been damaged before.
        private volatile boolean damagedAgain;

        private Slot(Container container, int from, int to) {
            this.container = container;
            this.from = from;
            this.to = to;
        }

        Container container() {
            return container;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        CompletableFuture<Content> content() {
            return content;
        }

        boolean damagedAgain() {
            return damagedAgain;
        }

        void setDamagedAgain() {
            damagedAgain = true;
        }
    }

    /// @param mine whether the caller has to fetch it, and then to [#fill] or [#fail] it
    record Claim(Slot slot, boolean mine) {}

    long maxBytes() {
        return maxBytes;
    }

    /// The slot that covers the range, loaded or being fetched; null if there is none.
    @Nullable
    Slot find(Container container, int position, int sizeBytes) {
        lock.lock();
        try {
            return covering(container, position, position + sizeBytes);
        } finally {
            lock.unlock();
        }
    }

    /// The slot that covers the range, or a new one, which is the caller's to fetch.
    Claim claim(Container container, int from, int to) {
        lock.lock();
        try {
            Slot there = covering(container, from, to);
            if (there != null) {
                return new Claim(there, false);
            }
            var slot = new Slot(container, from, to);
            add(slot);
            return new Claim(slot, true);
        } finally {
            lock.unlock();
        }
    }

    /// Puts all of a container's bytes in.
    void put(Container container, Extent whole) {
        if (whole.sizeBytes() > maxBytes) {
            return;
        }
        lock.lock();
        try {
            Slot there = covering(container, 0, WHOLE);
            if (there == null) {
                there = new Slot(container, 0, WHOLE);
                add(there);
            }
            load(there, whole);
        } finally {
            lock.unlock();
        }
    }

    /// Gives those who wait for the slot what is in it.
    void fill(Slot slot, Content content) {
        lock.lock();
        try {
            if (isIn(slot)) {
                load(slot, content);
            }
        } finally {
            lock.unlock();
        }
        slot.content.complete(content);
    }

    void fail(Slot slot, RuntimeException cause) {
        lock.lock();
        try {
            if (isIn(slot)) {
                remove(slot);
            }
        } finally {
            lock.unlock();
        }
        slot.content.completeExceptionally(cause);
    }

    /// Takes the slot out; who has its content keeps it.
    void drop(Slot slot) {
        lock.lock();
        try {
            if (isIn(slot)) {
                remove(slot);
            }
        } finally {
            lock.unlock();
        }
    }

    /// What the loaded slots take.
    long sizeBytes() {
        lock.lock();
        try {
            return sizeBytes;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Slot covering(Container container, int from, int to) {
        TreeMap<Integer, Slot> ofContainer = slots.get(container);
        var before = ofContainer == null ? null : ofContainer.floorEntry(from);
        if (before == null || before.getValue().to < to) {
            return null;
        }
        Slot slot = before.getValue();
        if (byUse.remove(slot)) {
            byUse.add(slot);
        }
        return slot;
    }

    /// Makes room for a slot by taking out those that lie within it; who waits for one of them still gets it.
    private void add(Slot slot) {
        TreeMap<Integer, Slot> ofContainer = slots.computeIfAbsent(slot.container, absent -> new TreeMap<>());
        var next = ofContainer.ceilingEntry(slot.from);
        while (next != null && next.getValue().to <= slot.to) {
            remove(next.getValue());
            next = ofContainer.ceilingEntry(slot.from);
        }
        // Taking out the last one has taken out the map as well.
        slots.computeIfAbsent(slot.container, absent -> ofContainer).put(slot.from, slot);
    }

    private boolean isIn(Slot slot) {
        TreeMap<Integer, Slot> ofContainer = slots.get(slot.container);
        return ofContainer != null && ofContainer.get(slot.from) == slot;
    }

    private void load(Slot slot, Content content) {
        if (slot.content.complete(content)) {
            if (weight(slot) > maxBytes) {
                // It would drive out all others, and then go itself.
                remove(slot);
                return;
            }
            byUse.add(slot);
            sizeBytes += weight(slot);
            while (sizeBytes > maxBytes && !byUse.isEmpty()) {
                remove(byUse.getFirst());
            }
        }
    }

    private void remove(Slot slot) {
        TreeMap<Integer, Slot> ofContainer = slots.get(slot.container);
        if (ofContainer != null) {
            ofContainer.remove(slot.from, slot);
            if (ofContainer.isEmpty()) {
                slots.remove(slot.container);
            }
        }
        if (byUse.remove(slot)) {
            sizeBytes -= weight(slot);
        }
    }

    private static long weight(Slot slot) {
        return SLOT_OVERHEAD_BYTES + (long) slot.content.join().sizeBytes();
    }
}
