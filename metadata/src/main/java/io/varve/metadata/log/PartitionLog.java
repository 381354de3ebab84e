package io.varve.metadata.log;

import io.varve.metadata.entry.Cleaned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The log of one partition: `[logStartOffset, highWatermark)` covered exactly once by runs. The first run may begin
/// below the start.
final class PartitionLog {

    long logStartOffset;
    long highWatermark;
    Cleaned cleaned = Cleaned.NOTHING;

    /// Ordered and without gaps; empty exactly if start and end are equal. Small on purpose: most partitions are
    /// idle.
    private List<Run> runs = List.of();

    private Map<Long, ProducerEntry> producers = Map.of();

    List<Run> runs() {
        return Collections.unmodifiableList(runs);
    }

    Map<Long, ProducerEntry> producers() {
        return Collections.unmodifiableMap(producers);
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

    void putProducers(Map<Long, ProducerEntry> changed) {
        if (changed.isEmpty()) {
            return;
        }
        if (producers.isEmpty()) {
            producers = new HashMap<>(changed);
        } else {
            producers.putAll(changed);
        }
    }

    void expireProducers(long beforeMs) {
        if (!producers.isEmpty()) {
            producers.values().removeIf(producer -> producer.lastMs() < beforeMs);
            if (producers.isEmpty()) {
                producers = Map.of();
            }
        }
    }

    /// The run that begins at exactly the offset.
    @Nullable
    Run runAt(long baseOffset) {
        int index = indexOf(baseOffset);
        return index < runs.size() && runs.get(index).baseOffset() == baseOffset ? runs.get(index) : null;
    }

    /// The index of the run that holds the offset, or of the first one behind it.
    int indexOf(long offset) {
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
