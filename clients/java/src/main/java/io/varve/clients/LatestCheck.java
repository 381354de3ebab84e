package io.varve.clients;

import io.varve.clients.LogCheck.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Compares what a compacted log has with what was acknowledged, of a load that used its keys over and over. Feed it
/// every record of every partition in order, then ask for the [#verdict].
///
/// Demanded: of each key the last acknowledged record is there, at its offset and with its value, and no other; offsets
/// rise; nothing strange is in the log.
final class LatestCheck {
    private static final int VIOLATIONS_KEPT = 20;

    /// By key, which is an id whose sequence is below the number of keys.
    private final Map<LoadId, Acknowledgement> latest = new HashMap<>();
    private final Map<LoadId, Integer> seen = new HashMap<>();
    private final Map<Integer, Long> lastOffsets = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final long acknowledged;
    private long violationCount;
    private long records;
    private long duplicates;

    /// @param keys how many each producer used in turn
    LatestCheck(List<Acknowledgement> acknowledgements, long keys) {
        acknowledged = acknowledgements.size();
        for (Acknowledgement acknowledgement : acknowledgements) {
            latest.merge(
                    acknowledgement.id().keyOf(keys),
                    acknowledgement,
                    (one, other) -> one.id().sequence() > other.id().sequence() ? one : other);
        }
    }

    /// @param key null if the key is none of a load's
    void record(int partition, long offset, @Nullable LoadId key, int checksum) {
        records++;
        Long last = lastOffsets.put(partition, offset);
        if (last != null && last >= offset) {
            violation("order: partition " + partition + " has offset " + offset + " after " + last);
        }
        Acknowledgement expected = key == null ? null : latest.get(key);
        if (key == null || expected == null) {
            violation("stranger: the record at " + partition + "@" + offset + " is none of this load's");
            return;
        }
        boolean anyOffset = expected.offset() == Acknowledgement.UNKNOWN;
        boolean isLatest = expected.partition() == partition
                && (anyOffset || expected.offset() == offset)
                && expected.checksum() == checksum;
        if (!isLatest) {
            violation("stale: key " + key + " has the record at " + partition + "@" + offset + ", its last is "
                    + expected.line());
        }
        if (seen.merge(key, 1, Integer::sum) > 1) {
            duplicates++;
        }
    }

    Verdict verdict() {
        latest.forEach((key, expected) -> {
            if (!seen.containsKey(key)) {
                violation("lost: key " + key + ", " + expected.line());
            } else if (seen.get(key) > 1) {
                violation("duplicate: key " + key + " is there " + seen.get(key) + " times");
            }
        });
        return new Verdict(acknowledged, records, 0, duplicates, violationCount, List.copyOf(violations));
    }

    private void violation(String text) {
        violationCount++;
        if (violations.size() < VIOLATIONS_KEPT) {
            violations.add(text);
        }
    }
}
