package io.varve.metadata.cluster;

import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.state.Outcome;
import java.util.concurrent.locks.ReentrantLock;

/// Gives producer ids out of blocks that this node has reserved. Thread-safe; blocks while a block is reserved.
public final class ProducerIds {

    /// What one entry reserves; ids that a node does not use are lost, of which there are enough.
    private static final int BLOCK_SIZE = 1000;

    private final Cluster cluster;

    /// Guards the block; held while another is reserved, since nobody can go on without.
    private final ReentrantLock lock = new ReentrantLock();

    private long next;
    private long end;

    public ProducerIds(Cluster cluster) {
        this.cluster = cluster;
    }

    /// One that nobody has.
    public long next() {
        lock.lock();
        try {
            if (next == end) {
                Outcome outcome = cluster.meta().proposeAndWait(new CatalogCommand.ReserveProducerIds(BLOCK_SIZE));
                if (!(outcome instanceof Outcome.ProducerIds block)) {
                    throw new IllegalStateException("reserving producer ids came to " + outcome);
                }
                next = block.first();
                end = block.first() + block.count();
            }
            return next++;
        } finally {
            lock.unlock();
        }
    }
}
