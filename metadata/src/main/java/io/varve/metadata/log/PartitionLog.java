package io.varve.metadata.log;

import io.varve.metadata.entry.Cleaned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The log of one partition: `[logStartOffset, highWatermark)` covered exactly once by runs. The first run may begin
/// below the start.
final class PartitionLog {

    private static final Producers NONE = new Producers();

    long logStartOffset;
    long highWatermark;
    Cleaned cleaned = Cleaned.NOTHING;

    /// Ordered and without gaps; empty exactly if start and end are equal. Small on purpose: most partitions are
    /// idle.
    private List<Run> runs = List.of();

    /// One for all partitions without any.
    private Producers producers = NONE;

    List<Run> runs() {
        return Collections.unmodifiableList(runs);
    }

    Map<Long, ProducerEntry> producers() {
        return producers.entries();
    }

    Map<Long, OpenTransaction> transactions() {
        return producers.transactions();
    }

    List<AbortedTransaction> aborted() {
        return producers.aborted();
    }

    /// Those aborted transactions that have records in `[fromOffset, endOffset)`, or their marker.
    List<AbortedTransaction> aborted(long fromOffset, long endOffset) {
        return producers.aborted(fromOffset, endOffset);
    }

    /// No record of an undecided transaction lies below it. Where such a transaction began before the log does by
    /// now, it is the log's start.
    long lastStableOffset() {
        return Math.max(logStartOffset, producers.lastStableOffset(highWatermark));
    }

    /// @param changed entries of producers
    /// @param open all transactions that are open now
    /// @param aborted transactions that have ended behind those that are known
    void putProducers(
            Map<Long, ProducerEntry> changed, Map<Long, OpenTransaction> open, List<AbortedTransaction> aborted) {
        if (changed.isEmpty() && open.isEmpty() && aborted.isEmpty() && producers == NONE) {
            return;
        }
        if (producers == NONE) {
            producers = new Producers();
        }
        producers.put(changed);
        producers.setTransactions(open);
        producers.addAborted(aborted);
    }

    /// @param kept of [#aborted], in order: of the others no batches are left
    void keepAborted(List<AbortedTransaction> kept) {
        if (producers != NONE) {
            producers.keepAborted(kept);
        }
    }

    boolean remembersBefore(long beforeMs) {
        return producers.remembersBefore(beforeMs);
    }

    void expireProducers(long beforeMs) {
        if (producers != NONE) {
            producers.expire(beforeMs);
            producers = producers.isEmpty() ? NONE : producers;
        }
    }

    void append(List<Run> more) {
        if (more.isEmpty()) {
            return;
        }
        if (!(runs instanceof ArrayList)) {
            runs = new ArrayList<>(more.size());
        }
        runs.addAll(more);
    }

    void replaceRuns(List<Run> all) {
        runs = all.isEmpty() ? List.of() : new ArrayList<>(all);
    }

    /// The run that begins at exactly the offset.
    @Nullable
    Run runAt(long baseOffset) {
        int index = indexOf(baseOffset);
        return index < runs.size() && runs.get(index).baseOffset() == baseOffset ? runs.get(index) : null;
    }

    /// The index of the run that holds the offset, or of the first one behind it.
    int indexOf(long offset) {
        return indexOf(runs, offset);
    }

    static int indexOf(List<Run> runs, long offset) {
        int low = 0;
        int high = runs.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs.get(middle).endOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
