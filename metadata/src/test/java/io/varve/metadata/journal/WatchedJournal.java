package io.varve.metadata.journal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Tells of every read of one shard.
public final class WatchedJournal extends ForwardingJournal {

    private static final long PATIENCE_SECONDS = 10;

    private final ShardId watched;

    /// Where they began.
    private final LinkedBlockingQueue<Long> reads = new LinkedBlockingQueue<>();

    public WatchedJournal(Journal underneath, ShardId watched) {
        super(underneath);
        this.watched = watched;
    }

    /// Whether a read begins that nobody was told of; waits for it.
    public boolean readComes() throws InterruptedException {
        return reads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) != null;
    }

    /// How many reads have begun that nobody was told of.
    public int takeReads() {
        int count = 0;
        while (reads.poll() != null) {
            count++;
        }
        return count;
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        if (shard.equals(watched)) {
            reads.add(fromSequence);
        }
        return super.read(shard, fromSequence, maxBytes);
    }
}
