package io.varve.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares what a log has with what was acknowledged. Feed it every record of every partition in order, then the end
/// offsets, then ask for the [#verdict].
///
/// Always demanded: every acknowledged record is in its partition, at the acknowledged offset and with the same value;
/// offsets start at 0 and have no gaps; the end offset is beyond every acknowledged one; nothing strange is in the log.
/// Demanded of idempotent producers besides: no record is there twice, and each producer's stand in the order of
/// sending.
final class LogCheck {
    private static final int VIOLATIONS_KEPT = 20;

    private final boolean exactlyOnce;
    private final Map<LoadId, Acknowledgement> acknowledged = new HashMap<>();
    private final Map<LoadId, Seen> seen = new HashMap<>();
    private final Map<Integer, Long> nextOffsets = new HashMap<>();
    private final Map<ProducerPartition, Long> lastSequences = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long violationCount;
    private long records;
    private long duplicates;

    private record ProducerPartition(int producer, int partition) {}

    /// Where a record was found: at the acknowledged place if it was ever found there, else where it was first.
    private record Seen(int partition, long offset, int checksum) {}

    /// @param violations the first of them
    record Verdict(
            long acknowledged,
            long records,
            long unacknowledged,
            long duplicates,
            long violationCount,
            List<String> violations) {
        boolean isOk() {
            return violationCount == 0;
        }
    }

    LogCheck(List<Acknowledgement> acknowledgements, boolean exactlyOnce) {
        this.exactlyOnce = exactlyOnce;
        for (Acknowledgement acknowledgement : acknowledgements) {
            if (acknowledged.put(acknowledgement.id(), acknowledgement) != null) {
                violation("acknowledged twice: " + acknowledgement.line());
            }
        }
    }

    /// @param id null if the key is none of a load's
    void record(int partition, long offset, @Nullable LoadId id, int checksum) {
        records++;
        long expected = nextOffsets.getOrDefault(partition, 0L);
        if (offset != expected) {
            violation("gap: partition " + partition + " has offset " + offset + " where " + expected + " comes next");
        }
        nextOffsets.put(partition, offset + 1);
        if (id == null) {
            violation("stranger: the record at " + at(partition, offset) + " is none of this load's");
            return;
        }
        Seen now = new Seen(partition, offset, checksum);
        Seen before = seen.putIfAbsent(id, now);
        if (before != null) {
            duplicates++;
            Acknowledgement acknowledgement = acknowledged.get(id);
            if (acknowledgement != null && isPlaceOf(acknowledgement, now)) {
                seen.put(id, now);
            }
        }
        if (exactlyOnce) {
            checkOnceInOrder(id, now, before);
        }
    }

    void end(int partition, long endOffset) {
        for (Acknowledgement acknowledgement : acknowledged.values()) {
            if (acknowledgement.partition() == partition && acknowledgement.offset() >= endOffset) {
                violation("end: partition " + partition + " ends at " + endOffset + ", acknowledged was "
                        + acknowledgement.line());
            }
        }
    }

    Verdict verdict() {
        for (Acknowledgement acknowledgement : acknowledged.values()) {
            checkPresent(acknowledgement, seen.get(acknowledgement.id()));
        }
        long unacknowledged = seen.keySet().stream()
                .filter(id -> !acknowledged.containsKey(id))
                .count();
        return new Verdict(
                acknowledged.size(), records, unacknowledged, duplicates, violationCount, List.copyOf(violations));
    }

    private void checkPresent(Acknowledgement acknowledgement, @Nullable Seen found) {
        if (found == null) {
            violation("lost: " + acknowledgement.line());
        } else if (!isPlaceOf(acknowledgement, found)) {
            violation("moved: " + acknowledgement.line() + " is at " + at(found.partition(), found.offset()));
        } else if (found.checksum() != acknowledgement.checksum()) {
            violation("changed: " + acknowledgement.line() + " has another value");
        }
    }

    private void checkOnceInOrder(LoadId id, Seen now, @Nullable Seen before) {
        if (before != null) {
            violation("duplicate: " + id + " is at " + at(before.partition(), before.offset()) + " and at "
                    + at(now.partition(), now.offset()));
            return;
        }
        Long last = lastSequences.put(new ProducerPartition(id.producer(), now.partition()), id.sequence());
        if (last != null && last > id.sequence()) {
            violation("order: " + id + " at " + at(now.partition(), now.offset()) + " comes after "
                    + new LoadId(id.producer(), last));
        }
    }

    private static boolean isPlaceOf(Acknowledgement acknowledgement, Seen found) {
        boolean anyOffset = acknowledgement.offset() == Acknowledgement.UNKNOWN;
        return found.partition() == acknowledgement.partition()
                && (anyOffset || found.offset() == acknowledgement.offset());
    }

    private void violation(String text) {
        violationCount++;
        if (violations.size() < VIOLATIONS_KEPT) {
            violations.add(text);
        }
    }

    private static String at(int partition, long offset) {
        return partition + "@" + offset;
    }
}
