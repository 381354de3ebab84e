package io.varve.metadata.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a partition remembers of its producers: the last batches of idempotent ones, and their transactions.
final class Producers {

    private Map<Long, ProducerEntry> entries = Map.of();

    /// Open ones, by producer id.
    private Map<Long, OpenTransaction> transactions = Map.of();

    /// In the order of their markers; without those of which only segments are left.
    private List<AbortedTransaction> aborted = List.of();

    Map<Long, ProducerEntry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    Map<Long, OpenTransaction> transactions() {
        return transactions;
    }

    List<AbortedTransaction> aborted() {
        return Collections.unmodifiableList(aborted);
    }

    /// Those that have records in `[fromOffset, endOffset)`, or their marker.
    List<AbortedTransaction> aborted(long fromOffset, long endOffset) {
        int low = 0;
        int high = aborted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (aborted.get(middle).lastOffset() < fromOffset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return aborted.subList(low, aborted.size()).stream()
                .filter(transaction -> transaction.firstOffset() < endOffset)
                .toList();
    }

    boolean isEmpty() {
        return entries.isEmpty() && transactions.isEmpty() && aborted.isEmpty();
    }

    void put(Map<Long, ProducerEntry> changed) {
        if (changed.isEmpty()) {
            return;
        }
        if (entries.isEmpty()) {
            entries = new HashMap<>(changed);
        } else {
            entries.putAll(changed);
        }
    }

    /// @param open all that are open now
    void setTransactions(Map<Long, OpenTransaction> open) {
        transactions = open.isEmpty() ? Map.of() : open;
    }

    void addAborted(List<AbortedTransaction> more) {
        if (!more.isEmpty()) {
            if (aborted.isEmpty()) {
                aborted = new ArrayList<>(more.size());
            }
            aborted.addAll(more);
        }
    }

    /// @param kept of [#aborted], in order
    void keepAborted(List<AbortedTransaction> kept) {
        aborted = kept.isEmpty() ? List.of() : new ArrayList<>(kept);
    }

    boolean remembersBefore(long beforeMs) {
        return entries.entrySet().stream().anyMatch(producer -> isExpired(producer, beforeMs));
    }

    private boolean isExpired(Map.Entry<Long, ProducerEntry> producer, long beforeMs) {
        return producer.getValue().lastMs() < beforeMs && !transactions.containsKey(producer.getKey());
    }

    /// Forgets producers whose last batch is older, and that have no transaction open.
    void expire(long beforeMs) {
        if (!entries.isEmpty()) {
            entries.entrySet().removeIf(producer -> isExpired(producer, beforeMs));
            if (entries.isEmpty()) {
                entries = Map.of();
            }
        }
    }

    /// The offset below which no record of an undecided transaction lies.
    long lastStableOffset(long highWatermark) {
        long stable = highWatermark;
        for (OpenTransaction open : transactions.values()) {
            if (open.hasRecords()) {
                stable = Math.min(stable, open.firstOffset());
            }
        }
        return stable;
    }
}
