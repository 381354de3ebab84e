package io.varve.benchmarks.load;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import java.nio.ByteBuffer;
import java.time.Duration;

/// The journal alone: one entry after the other in one shard, through the same client, without a node.
public final class Appends implements Load {

    private final Journal journal;
    private final ShardId shard;
    private final int entryBytes;
    private long sequence;

    /// @param shard one that has no entry
    public Appends(Journal journal, ShardId shard, int entryBytes) {
        this.journal = journal;
        this.shard = shard;
        this.entryBytes = entryBytes;
    }

    /// A record is an entry.
    @Override
    public LoadResult run(Pace pace, Duration time, Tally tally) {
        long endNanos = System.nanoTime() + time.toNanos();
        var fresh = new FreshBytes(System.nanoTime());
        ByteBuffer entry = ByteBuffer.allocate(entryBytes);
        Pace.Schedule schedule = pace.begin();
        while (System.nanoTime() < endNanos) {
            fresh.fill(entry, 0, entryBytes);
            long dueNanos = schedule.await(entryBytes);
            AppendOutcome outcome = journal.append(shard, sequence, entry.array());
            if (!(outcome instanceof AppendOutcome.Appended)) {
                throw new IllegalStateException("entry " + sequence + " was not appended: " + outcome);
            }
            sequence++;
            tally.took(System.nanoTime() - dueNanos);
            tally.done(1, entryBytes);
        }
        return tally.result();
    }
}
