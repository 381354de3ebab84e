package io.varve.metadata.log;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.InlineRef;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;

/// Where the runs that lie in journal entries are, the oldest entry first: so that the mover and the trimmer need not
/// look through all runs of a shard.
///
/// A place whose run was moved, trimmed or closed since is passed over, and forgotten once it is the oldest.
final class InlinedRuns {

    private final Queue<Place> places = new ArrayDeque<>();

    /// @param sequence of the entry that holds the bytes
    record Place(TopicIdPartition partition, long baseOffset, long sequence) {}

    /// Takes a run of the newest entry, if it lies there and not in an object.
    void add(TopicIdPartition partition, Run run) {
        placeOf(partition, run).ifPresent(places::add);
    }

    /// Takes all that a snapshot holds, in any order.
    void addAll(Collection<Place> found) {
        found.stream().sorted(Comparator.comparingLong(Place::sequence)).forEach(places::add);
    }

    static Optional<Place> placeOf(TopicIdPartition partition, Run run) {
        return run.source() instanceof InlineRef inline
                ? Optional.of(new Place(partition, run.baseOffset(), inline.sequence()))
                : Optional.empty();
    }

    /// Forgets what is gone, up to the first run that is not.
    void forgetGone(LogState state) {
        while (!places.isEmpty() && state.inlinedRun(places.element()) == null) {
            places.remove();
        }
    }

    /// All places, also of runs that are gone.
    Iterator<Place> oldestFirst() {
        return places.iterator();
    }
}
