package io.varve.table;

import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ObjectRef;
import java.util.concurrent.atomic.AtomicLong;

/// Names for the metadata files that this process writes. There is one for a whole process, since a key has the writer
/// and a number in it, but no table.
///
/// Thread-safe.
public final class NewObjects {

    private final Cluster cluster;
    private final AtomicLong nextNumber = new AtomicLong();

    public NewObjects(Cluster cluster) {
        this.cluster = cluster;
    }

    /// @param epoch the present one when the work began of which the object is a part
    ObjectRef next(ObjectRef.Kind kind, long epoch) {
        return new ObjectRef(kind, epoch, cluster.incarnation(), nextNumber.getAndIncrement());
    }
}
