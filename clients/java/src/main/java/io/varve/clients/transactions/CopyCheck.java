package io.varve.clients.transactions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Compares what a consumer of committed records sees of a topic and of its copy, by partition: the same records in the
/// same
/// order. Feed it both, then ask for the [#verdict].
final class CopyCheck {
    private final Map<Integer, List<String>> original = new TreeMap<>();
    private final Map<Integer, List<String>> copy = new TreeMap<>();

    /// @param missing records that were not copied
    /// @param repeated copies beyond the first of a record
    /// @param strange copies of nothing
    /// @param differences the first difference in each partition where there is one
    record Verdict(long records, long copies, long missing, long repeated, long strange, List<String> differences) {
        boolean isOk() {
            return differences.isEmpty();
        }
    }

    void original(int partition, String record) {
        original.computeIfAbsent(partition, none -> new ArrayList<>()).add(record);
    }

    void copy(int partition, String record) {
        copy.computeIfAbsent(partition, none -> new ArrayList<>()).add(record);
    }

    Verdict verdict() {
        Set<Integer> partitions = new HashSet<>(original.keySet());
        partitions.addAll(copy.keySet());
        long missing = 0;
        long repeated = 0;
        long strange = 0;
        List<String> differences = new ArrayList<>();
        for (int partition : partitions) {
            List<String> sent = original.getOrDefault(partition, List.of());
            List<String> seen = copy.getOrDefault(partition, List.of());
            Set<String> known = new HashSet<>(sent);
            Set<String> found = new HashSet<>(seen);
            missing += known.stream().filter(record -> !found.contains(record)).count();
            repeated += seen.size() - found.size();
            strange += found.stream().filter(record -> !known.contains(record)).count();
            if (!sent.equals(seen)) {
                differences.add(firstDifference(partition, sent, seen));
            }
        }
        return new Verdict(size(original), size(copy), missing, repeated, strange, differences);
    }

    private static String firstDifference(int partition, List<String> sent, List<String> seen) {
        int place = 0;
        while (place < sent.size() && place < seen.size() && sent.get(place).equals(seen.get(place))) {
            place++;
        }
        return "partition " + partition + ": record " + place + " is " + at(seen, place) + " in the copy and "
                + at(sent, place) + " in the original";
    }

    private static String at(List<String> records, int place) {
        return place < records.size() ? records.get(place) : "not there";
    }

    private static long size(Map<Integer, List<String>> records) {
        return records.values().stream().mapToLong(List::size).sum();
    }
}
