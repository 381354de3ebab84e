package io.varve.log;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.util.concurrent.atomic.AtomicInteger;

/// A journal that counts reads, and that a test can make unreachable. What is durable is in the journal underneath.
public final class TestJournal implements Journal {

    private final Journal underneath;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean down;

    public TestJournal(Journal underneath) {
        this.underneath = underneath;
    }

    /// How many reads there were since the last call.
    public int takeReads() {
        return reads.getAndSet(0);
    }

    public void down(boolean isDown) {
        down = isDown;
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        return underneath.append(shard, sequence, entry);
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        reads.incrementAndGet();
        if (down) {
            throw new JournalException(JournalException.Kind.UNAVAILABLE, "the journal does not answer");
        }
        return underneath.read(shard, fromSequence, maxBytes);
    }

    @Override
    public Floor floor(ShardId shard) {
        return underneath.floor(shard);
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        underneath.raiseFloor(shard, floor);
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        underneath.trim(shard, fromSequence, toSequence);
    }

    @Override
    public boolean shared() {
        return underneath.shared();
    }

    @Override
    public void close() {
        underneath.close();
    }
}
