package io.varve.compactor.plan;

import io.varve.metadata.entry.ObjectRef;
import java.util.LinkedHashSet;

/// Segments that this process has found to have columns which it does not know, and would lose if it merged them. They
/// are left to later versions, for as long as this process lives.
///
/// Thread-safe.
public final class LaterSegments {

    private static final int MAX_SEGMENTS = 100_000;

    /// The first found first. Guarded by this object's monitor.
    private final LinkedHashSet<ObjectRef> found = new LinkedHashSet<>();

    public synchronized void add(ObjectRef segment) {
        found.add(segment);
        if (found.size() > MAX_SEGMENTS) {
            found.removeFirst();
        }
    }

    synchronized boolean contains(ObjectRef segment) {
        return found.contains(segment);
    }
}
