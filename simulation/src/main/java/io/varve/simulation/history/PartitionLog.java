package io.varve.simulation.history;

import io.varve.simulation.history.SparseArray.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What is known of one partition's log.
final class PartitionLog {

    private final String name;
    private final SparseArray<SentRecord> records = new SparseArray<>();
    private final OffsetRanges covered = new OffsetRanges();
    private final List<Skip> skips = new ArrayList<>();
    private long end;
    private OptionalLong readTo = OptionalLong.empty();

    /// A consumer went from one offset to a later one, and got nothing in between.
    ///
    /// @param within in one poll
    record Skip(long op, String process, long from, long to, boolean within) {}

    PartitionLog(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    String at(long offset) {
        return name + "@" + offset;
    }

    /// Notes a record at its offset, unless there is one. Returns the one that stands there.
    SentRecord put(long offset, SentRecord sent) {
        reaches(offset + 1);
        SentRecord there = records.get(offset);
        if (there != null) {
            return there;
        }
        records.put(offset, sent);
        return sent;
    }

    /// By offsets.
    SparseArray<SentRecord> records() {
        return records;
    }

    /// The first record from an offset on that stands at one offset alone.
    @Nullable
    SentRecord nextUnmoved(long offset) {
        Entry<SentRecord> record = records.ceiling(offset);
        while (record != null && record.value().isMoved()) {
            record = records.ceiling(record.number() + 1);
        }
        return record == null ? null : record.value();
    }

    /// The last record up to an offset that stands at one offset alone.
    @Nullable
    SentRecord lastUnmoved(long offset) {
        Entry<SentRecord> record = records.floor(offset);
        while (record != null && record.value().isMoved()) {
            record = records.floor(record.number() - 1);
        }
        return record == null ? null : record.value();
    }

    /// The log is known to have come so far.
    void reaches(long offset) {
        end = Math.max(end, offset);
    }

    long end() {
        return end;
    }

    /// A consumer was given what there is between the offsets, the second not included.
    void cover(long from, long to) {
        covered.add(from, to);
    }

    boolean isCovered(long offset) {
        return covered.contains(offset);
    }

    void skip(Skip skip) {
        skips.add(skip);
    }

    List<Skip> skips() {
        return skips;
    }

    /// A final read found nothing from this offset on.
    void finallyReadTo(long offset) {
        readTo = OptionalLong.of(offset);
    }

    /// To where a final read came; empty if there was none.
    OptionalLong readTo() {
        return readTo;
    }
}
