package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.kafka.config.CleaningSettings;
import io.varve.metadata.entry.Cleaned;
import io.varve.simulation.world.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The records of a partition whose topic is compacted: which there were, which are left, and whether each that went
/// had to stay.
///
/// ```
///   a record goes by a COMPACT if  ┬─ a later one of its key has been there for min.compaction.lag.ms
///                                  └─ or it is a tombstone, and nothing of its key has been before it for
///                                     delete.retention.ms
///   what has gone never comes back; what went with the log's start is nobody's any more
/// ```
///
/// A record of an aborted transaction is none: it may go at any time, and no other gives way to it. One of an open
/// transaction is there, and nothing gives way to it either.
///
/// Ages are by entry time, as those who clean know it.
final class KeyedLog {

    private final TopicIdPartition partition;
    private final CleaningSettings settings;
    private final NavigableMap<Long, KeyedRecord> records = new TreeMap<>();
    private final Map<Long, Long> appendedMs = new HashMap<>();

    /// Of each record that is part of one.
    private final Map<Long, Transaction> transactions = new HashMap<>();
    private final Map<String, NavigableMap<Long, KeyedRecord>> ofKey = new HashMap<>();

    /// When each record went that was cleaned away.
    private final NavigableMap<Long, Long> goneMs = new TreeMap<>();

    private long logStartOffset;

    KeyedLog(TopicIdPartition partition, CleaningSettings settings) {
        this.partition = partition;
        this.settings = settings;
    }

    /// What a cleaning took away.
    ///
    /// @param superseded records that a later one of their key has followed
    record Gone(int superseded, int tombstones) {}

    /// @param transaction that they are part of, null if of none
    void append(SortedMap<Long, KeyedRecord> appended, @Nullable Transaction transaction, long entryMs) {
        appended.forEach((offset, record) -> {
            records.put(offset, record);
            if (transaction != null) {
                transactions.put(offset, transaction);
            }
            appendedMs.put(offset, entryMs);
            ofKey.computeIfAbsent(record.key(), absent -> new TreeMap<>()).put(offset, record);
        });
    }

    void trim(long offset) {
        logStartOffset = Math.max(logStartOffset, offset);
    }

    /// The range lies elsewhere now.
    ///
    /// @param there what is there
    /// @param toleranceMs by how much those who clean may be mistaken about the time
    Gone rewrite(long baseOffset, long endOffset, SortedMap<Long, KeyedRecord> there, long entryMs, long toleranceMs) {
        there.forEach((offset, record) -> requireLeft(offset, record, baseOffset, endOffset));
        var gone = new TreeMap<>(records.subMap(baseOffset, endOffset));
        gone.keySet().removeAll(there.keySet());
        gone.keySet().removeAll(goneMs.keySet());
        gone.keySet().removeIf(this::isAborted);
        int tombstones = 0;
        int superseded = 0;
        for (var entry : gone.tailMap(logStartOffset).entrySet()) {
            if (isSuperseded(entry.getKey(), entryMs - settings.minLagMs() + toleranceMs)) {
                superseded++;
            } else {
                requireOldTombstone(entry.getKey(), entry.getValue(), entryMs + toleranceMs);
                tombstones++;
            }
        }
        gone.keySet().forEach(offset -> goneMs.put(offset, entryMs));
        return new Gone(superseded, tombstones);
    }

    private void requireLeft(long offset, KeyedRecord record, long baseOffset, long endOffset) {
        if (offset < baseOffset || offset >= endOffset || !record.equals(records.get(offset))) {
            throw new Violation("at offset " + offset + " of " + partition + " there was " + records.get(offset)
                    + ", in what takes the place of " + baseOffset + " to " + endOffset + " there is " + record);
        }
        if (goneMs.containsKey(offset)) {
            throw new Violation(
                    "the record at offset " + offset + " of " + partition + " was cleaned away and is back");
        }
    }

    /// Whether a later record of the key was there by then.
    private boolean isSuperseded(long offset, long byMs) {
        return laterOnes(offset).keySet().stream().anyMatch(later -> appendedMs(later) <= byMs);
    }

    private void requireOldTombstone(long offset, KeyedRecord record, long nowMs) {
        if (!record.tombstone() && !laterOnes(offset).isEmpty()) {
            long later = laterOnes(offset).firstKey();
            throw new Violation("the record at offset " + offset + " of " + partition + " has given way to that at "
                    + later + ", which is " + (nowMs - appendedMs(later)) + " ms old, not " + settings.minLagMs());
        }
        if (!record.tombstone()) {
            throw new Violation("the last record of " + record.key() + ", at offset " + offset + " of " + partition
                    + ", is cleaned away");
        }
        long sinceMs = appendedMs(offset);
        for (long earlier : earlierOnes(offset).keySet()) {
            if (isLeft(earlier)) {
                throw new Violation("the tombstone at offset " + offset + " of " + partition
                        + " is gone, and the record that it deletes is at offset " + earlier);
            }
            sinceMs = Math.max(sinceMs, goneMs.getOrDefault(earlier, Long.MIN_VALUE));
        }
        if (nowMs - sinceMs < settings.tombstonesMs()) {
            throw new Violation("the tombstone at offset " + offset + " of " + partition + " is gone after "
                    + (nowMs - sinceMs) + " ms, of the " + settings.tombstonesMs() + " that readers have to see it");
        }
    }

    /// An entry says how far keys are unique, and since when tombstones have been alone.
    void requireClean(Cleaned cleaned) {
        var keys = new HashSet<String>();
        records.subMap(logStartOffset, Math.max(logStartOffset, cleaned.endOffset()))
                .forEach((offset, record) -> {
                    if (isLeft(offset) && !keys.add(record.key())) {
                        throw new Violation(record.key() + " is a second time at offset " + offset + " of " + partition
                                + ", which is said to be clean up to " + cleaned.endOffset());
                    }
                    if (isLeft(offset) && record.tombstone() && offset < cleaned.horizonOffset()) {
                        requireAlone(offset, cleaned.horizonMs());
                    }
                });
    }

    private void requireAlone(long offset, long sinceMs) {
        earlierOnes(offset).keySet().forEach(earlier -> {
            if (goneMs.getOrDefault(earlier, Long.MIN_VALUE) > sinceMs) {
                throw new Violation("the tombstone at offset " + offset + " of " + partition
                        + " is said to have been alone before the record at offset " + earlier + " was gone");
            }
        });
    }

    /// Whether nothing is left that will have to go.
    boolean isClean() {
        return left(logStartOffset, Long.MAX_VALUE).entrySet().stream()
                .allMatch(entry -> !entry.getValue().tombstone()
                        && laterOnes(entry.getKey()).isEmpty());
    }

    /// The records of a range that every reader has to see.
    SortedMap<Long, KeyedRecord> left(long fromOffset, long endOffset) {
        var left = new TreeMap<Long, KeyedRecord>();
        long from = Math.max(fromOffset, logStartOffset);
        records.subMap(from, Math.max(from, endOffset)).forEach((offset, record) -> {
            if (isLeft(offset)) {
                left.put(offset, record);
            }
        });
        return left;
    }

    /// Everything that was ever given an offset behind the log's start and was not aborted, whether it is left or
    /// not.
    SortedMap<Long, KeyedRecord> appended() {
        var appended = new TreeMap<>(records.tailMap(logStartOffset));
        appended.keySet().removeIf(this::isAborted);
        return appended;
    }

    /// Whether a record is part of a transaction that was aborted.
    boolean isAborted(long offset) {
        Transaction transaction = transactions.get(offset);
        return transaction != null && transaction.aborted();
    }

    /// The record that was given an offset, null if none was.
    @Nullable
    KeyedRecord at(long offset) {
        return records.get(offset);
    }

    private boolean isLeft(long offset) {
        return offset >= logStartOffset && !goneMs.containsKey(offset) && !isAborted(offset);
    }

    private long appendedMs(long offset) {
        return Objects.requireNonNull(appendedMs.get(offset));
    }

    private NavigableMap<Long, KeyedRecord> laterOnes(long offset) {
        return decided(ofKey(Objects.requireNonNull(records.get(offset)).key()).tailMap(offset, false));
    }

    private NavigableMap<Long, KeyedRecord> earlierOnes(long offset) {
        return decided(ofKey(Objects.requireNonNull(records.get(offset)).key()).headMap(offset, false));
    }

    /// Those that are part of no transaction, or of one that was committed.
    private NavigableMap<Long, KeyedRecord> decided(NavigableMap<Long, KeyedRecord> some) {
        var decided = new TreeMap<>(some);
        decided.keySet().removeIf(offset -> {
            Transaction transaction = transactions.get(offset);
            return transaction != null && !transaction.committed();
        });
        return decided;
    }

    private NavigableMap<Long, KeyedRecord> ofKey(String key) {
        return Objects.requireNonNull(ofKey.get(key));
    }
}
