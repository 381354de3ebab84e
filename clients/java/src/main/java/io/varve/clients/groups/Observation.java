package io.varve.clients.groups;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The committed offsets of a group, as somebody saw them who is not in it. Times are those of [MemberLine].
///
/// @param offsets by partition; those without a committed offset are absent
record Observation(long askedMs, long answeredMs, Map<Integer, Long> offsets) {
    Observation {
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
    }
}
