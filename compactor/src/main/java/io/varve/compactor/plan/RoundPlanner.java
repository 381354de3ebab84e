package io.varve.compactor.plan;

import io.varve.compactor.CompactorSettings;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which runs of a shard are rewritten next. No I/O happens here.
///
/// A round takes the oldest write-ahead objects whole, so that each of them is read once and then named by nobody. A
/// partition with enough bytes gets a segment of them and of what it has in bundles; what others have goes into one
/// bundle together, until they have enough as well or the records are old enough.
///
/// ```
///   write-ahead objects ──┬── much of a partition ──────────────────► segment
///                         └── little ──► bundle ──┬── much, or old ──► segment
///                                                 └── little, young: stays
/// ```
public final class RoundPlanner {

    /// The objects of so many runs fit into the entry that replaces them.
    private static final int MAX_RUNS = 8 * 1024;

    private final CompactorSettings settings;
    private final StuckRuns stuck;

    public RoundPlanner(CompactorSettings settings, StuckRuns stuck) {
        this.settings = settings;
        this.stuck = stuck;
    }

    /// @param nowMs by which records are old
    /// @param everything whether size and age do not matter: all that can be a segment becomes one
    /// @return the stretches of one round, in the order of partitions; empty if nothing is due
    public List<Stretch> plan(LogState state, long nowMs, boolean everything) {
        Set<ObjectRef> walObjects = walObjects(state, everything ? Long.MAX_VALUE : nowMs);
        var round = new Round(state, walObjects, everything ? Long.MAX_VALUE : nowMs);
        state.eachLog(round::addPartition);
        return round.stretches;
    }

    /// The bytes of runs that are not in segments, apart from those that are stuck.
    public long pendingBytes(LogState state) {
        var pending = new long[1];
        state.eachLog((partition, runs) -> {
            for (Run run : runs) {
                boolean batches = run.isStored() && !(run.source() instanceof SegmentRef);
                pending[0] += !batches || stuck.contains(run) ? 0 : run.sizeBytes();
            }
        });
        return pending[0];
    }

    private static final class WalUse {
        private long bytes;
        private long oldestMs = Long.MAX_VALUE;
    }

    /// The oldest write-ahead objects, if they are due.
    private Set<ObjectRef> walObjects(LogState state, long nowMs) {
        var uses = new HashMap<ObjectRef, WalUse>();
        state.eachLog((partition, runs) -> {
            for (Run run : runs) {
                if (run.source() instanceof ObjectRef object
                        && object.kind() == ObjectRef.Kind.WAL
                        && !stuck.contains(run)) {
                    WalUse use = uses.computeIfAbsent(object, absent -> new WalUse());
                    use.bytes += run.sizeBytes();
                    use.oldestMs = Math.min(use.oldestMs, run.appendedMs());
                }
            }
        });
        long bytes = 0;
        long oldestMs = Long.MAX_VALUE;
        for (WalUse use : uses.values()) {
            bytes += use.bytes;
            oldestMs = Math.min(oldestMs, use.oldestMs);
        }
        boolean due = bytes >= settings.roundBytes()
                || oldestMs <= nowMs - settings.roundAfter().toMillis();
        return due ? oldest(uses) : Set.of();
    }

    private Set<ObjectRef> oldest(Map<ObjectRef, WalUse> uses) {
        var chosen = new HashSet<ObjectRef>();
        long bytes = 0;
        var inOrder = uses.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<ObjectRef, WalUse> use) -> use.getValue().oldestMs)
                        .thenComparing(use -> use.getKey().writer())
                        .thenComparingLong(use -> use.getKey().number()))
                .toList();
        for (Map.Entry<ObjectRef, WalUse> use : inOrder) {
            if (bytes >= settings.roundBytes()) {
                break;
            }
            chosen.add(use.getKey());
            bytes += use.getValue().bytes;
        }
        return chosen;
    }

    /// One round in the making.
    private final class Round {

        private final LogState state;
        private final Set<ObjectRef> walObjects;
        private final long nowMs;
        private final List<Stretch> stretches = new ArrayList<>();

        /// What the round still reads from bundles.
        private long bundleRoom = settings.roundBytes();

        private Round(LogState state, Set<ObjectRef> walObjects, long nowMs) {
            this.state = state;
            this.walObjects = walObjects;
            this.nowMs = nowMs;
        }

        private void addPartition(TopicIdPartition partition, List<Run> runs) {
            long stableOffset =
                    state.bounds(partition).map(LogBounds::lastStableOffset).orElse(0L);
            int stable = 0;
            while (stable < runs.size() && runs.get(stable).endOffset() <= stableOffset) {
                stable++;
            }
            addStretches(partition, runs.subList(0, stable), true);
            addStretches(partition, runs.subList(stable, runs.size()), false);
        }

        /// @param stable whether no transaction is open in the runs
        private void addStretches(TopicIdPartition partition, List<Run> runs, boolean stable) {
            int first = 0;
            long bundledBytes = 0;
            for (int i = 0; i <= runs.size(); i++) {
                if (i == runs.size() || !isTaken(runs.get(i))) {
                    if (i > first) {
                        addStretch(partition, runs.subList(first, i), stable);
                    }
                    first = i + 1;
                    bundledBytes = 0;
                    continue;
                }
                bundledBytes += isBundled(runs.get(i)) ? runs.get(i).sizeBytes() : 0;
                // What a partition has in bundles may be any number of rounds' worth.
                if (bundledBytes >= settings.roundBytes() || i + 1 - first >= MAX_RUNS) {
                    addStretch(partition, runs.subList(first, i + 1), stable);
                    first = i + 1;
                    bundledBytes = 0;
                }
            }
        }

        private boolean isTaken(Run run) {
            return run.source() instanceof EndMarker
                    || (objectOf(run) != null
                            && (isBundled(run) || walObjects.contains(objectOf(run)))
                            && !stuck.contains(run));
        }

        private void addStretch(TopicIdPartition partition, List<Run> runs, boolean stable) {
            long bytes = 0;
            long bundledBytes = 0;
            for (Run run : runs) {
                bytes += run.sizeBytes();
                bundledBytes += isBundled(run) ? run.sizeBytes() : 0;
            }
            boolean due = stable
                    && (bytes >= settings.sizes().fromBytes()
                            || runs.getFirst().appendedMs()
                                    <= nowMs - settings.tableLag().toMillis());
            // One that does not fit any more has its turn in the next round, which begins at once.
            if (due && (bundledBytes <= bundleRoom || bundleRoom == settings.roundBytes())) {
                bundleRoom = Math.max(0, bundleRoom - bundledBytes);
                stretches.add(stretch(partition, Form.SEGMENT, runs));
            } else {
                addBundled(partition, runs);
            }
        }

        private Stretch stretch(TopicIdPartition partition, Form form, List<Run> runs) {
            return new Stretch(
                    partition,
                    form,
                    runs,
                    state.abortedTransactions(
                            partition,
                            runs.getFirst().baseOffset(),
                            runs.getLast().endOffset()));
        }

        /// What lies in write-ahead objects goes into a bundle, with the markers between; what does already
        /// stays.
        private void addBundled(TopicIdPartition partition, List<Run> runs) {
            int first = 0;
            for (int i = 0; i <= runs.size(); i++) {
                if (i == runs.size() || isBundled(runs.get(i))) {
                    if (runs.subList(first, i).stream().anyMatch(Run::isStored)) {
                        stretches.add(stretch(partition, Form.BUNDLE, runs.subList(first, i)));
                    }
                    first = i + 1;
                }
            }
        }
    }

    private static boolean isBundled(Run run) {
        ObjectRef object = objectOf(run);
        return object != null && object.kind() == ObjectRef.Kind.BUNDLE;
    }

    /// What holds the run's batches as they are.
    private static @Nullable ObjectRef objectOf(Run run) {
        return run.source() instanceof ObjectRef object ? object : null;
    }
}
