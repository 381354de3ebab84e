package io.varve.log;

import io.varve.metadata.journal.ForwardingJournal;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.util.concurrent.atomic.AtomicInteger;

/// A journal that counts reads, and that a test can make unreachable. What is durable is in the journal underneath.
public final class TestJournal extends ForwardingJournal {

    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean down;

    public TestJournal(Journal underneath) {
        super(underneath);
    }

    /// How many reads there were since the last call.
    public int takeReads() {
        return reads.getAndSet(0);
    }

    public void down(boolean isDown) {
        down = isDown;
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        reads.incrementAndGet();
        if (down) {
            throw new JournalException(JournalException.Kind.UNAVAILABLE, "the journal does not answer");
        }
        return super.read(shard, fromSequence, maxBytes);
    }
}
