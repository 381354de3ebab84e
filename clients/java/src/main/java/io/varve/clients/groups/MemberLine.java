package io.varve.clients.groups;

import io.varve.clients.LoadId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a member of a group writes down, a line each, in the order in which it happens to it:
///
/// ```
///   assigned AT GENERATION [PARTITION]...                       all that it has from now on
///   processed PARTITION OFFSET KEY                              a record, before its offset is committed
///   committed SENT ANSWERED GENERATION PARTITION:OFFSET...      what the coordinator acknowledged
/// ```
///
/// Times are milliseconds since 1970, of one clock for all members. Sending is rounded down and answers up, so that
/// what seems to be before something else was before it. The generation, or the epoch of the member, is `-` where the
/// client does not tell.
sealed interface MemberLine {
    /// The generation of clients that do not tell it.
    int UNKNOWN = -1;

    record Assigned(long atMs, int generation, List<Integer> partitions) implements MemberLine {
        public Assigned {
            partitions = List.copyOf(partitions);
        }
    }

    /// @param id null if the key is none of a load's
    record Processed(int partition, long offset, @Nullable LoadId id) implements MemberLine {}

    /// @param offsets by partition
    record Committed(long sentMs, long answeredMs, int generation, Map<Integer, Long> offsets) implements MemberLine {
        public Committed {
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
        }
    }

    static MemberLine parse(String line) {
        String[] words = line.split(" ", -1);
        try {
            return switch (words[0]) {
                case "assigned" -> assigned(words);
                case "processed" ->
                    new Processed(Integer.parseInt(words[1]), Long.parseLong(words[2]), LoadId.parse(words[3]));
                case "committed" -> committed(words);
                default -> throw new IllegalArgumentException("no line of a member: " + line);
            };
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("no line of a member: " + line, e);
        }
    }

    private static Assigned assigned(String[] words) {
        var partitions = new ArrayList<Integer>();
        for (int i = 3; i < words.length; i++) {
            partitions.add(Integer.valueOf(words[i]));
        }
        return new Assigned(Long.parseLong(words[1]), generation(words[2]), partitions);
    }

    private static Committed committed(String[] words) {
        var offsets = new TreeMap<Integer, Long>();
        for (int i = 4; i < words.length; i++) {
            String[] partitionAndOffset = words[i].split(":", -1);
            offsets.put(Integer.valueOf(partitionAndOffset[0]), Long.valueOf(partitionAndOffset[1]));
        }
        return new Committed(Long.parseLong(words[1]), Long.parseLong(words[2]), generation(words[3]), offsets);
    }

    private static int generation(String word) {
        return word.equals("-") ? UNKNOWN : Integer.parseInt(word);
    }
}
