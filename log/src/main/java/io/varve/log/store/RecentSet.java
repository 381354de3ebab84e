package io.varve.log.store;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;

/// A set that forgets what was added first when it is full. Thread-safe.
final class RecentSet<T> {

    private final int maxSize;

    /// Guards `elements`.
    private final ReentrantLock lock = new ReentrantLock();

    private final SequencedSet<T> elements = new LinkedHashSet<>();

    RecentSet(int maxSize) {
        this.maxSize = maxSize;
    }

    void add(T element) {
        lock.lock();
        try {
            elements.addLast(element);
            if (elements.size() > maxSize) {
                elements.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean contains(T element) {
        lock.lock();
        try {
            return elements.contains(element);
        } finally {
            lock.unlock();
        }
    }
}
