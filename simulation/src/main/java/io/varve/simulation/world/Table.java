package io.varve.simulation.world;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import org.jspecify.annotations.Nullable;

/// The entries of a world's table.
public final class Table {

    private final Journal entries = new MemoryJournal(true);
    private @Nullable Watcher watcher;

    /// Hears of entries.
    public interface Watcher {

        /// An entry is there now.
        void written(ShardId shard, long sequence, byte[] bytes);

        /// An entry was sent for a place that is taken, perhaps by itself.
        void refused(ShardId shard, long sequence, byte[] bytes);
    }

    public void watch(Watcher watcher) {
        this.watcher = watcher;
    }

    public Journal entries() {
        return entries;
    }

    AppendOutcome append(ShardId shard, long sequence, byte[] bytes) {
        AppendOutcome outcome = entries.append(shard, sequence, bytes);
        if (watcher != null) {
            if (outcome instanceof AppendOutcome.Appended) {
                watcher.written(shard, sequence, bytes);
            } else {
                watcher.refused(shard, sequence, bytes);
            }
        }
        return outcome;
    }
}
