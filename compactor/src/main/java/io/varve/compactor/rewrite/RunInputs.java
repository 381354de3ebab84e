package io.varve.compactor.rewrite;

import static java.util.Objects.requireNonNull;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.plan.Stretch;
import io.varve.core.Id128;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.log.Run;
import io.varve.storage.ObjectStore;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The bytes of a round's runs, each object read as few times as reasonable: once, unless most of what a single read
/// would bring is not wanted.
final class RunInputs {

    private final Map<ObjectRef, List<Part>> parts;
    private final List<Lost> lost;

    /// A run that the store does not have as it was written.
    record Lost(TopicIdPartition partition, Run run, StoreException cause) {}

    private record Part(int position, ByteBuffer bytes) {

        boolean holds(Run run) {
            return run.position() >= position
                    && run.position() + (long) run.sizeBytes() <= position + (long) bytes.remaining();
        }
    }

    private record Range(int from, int to) {}

    private record Wanted(TopicIdPartition partition, Run run) {}

    private RunInputs(Map<ObjectRef, List<Part>> parts, List<Lost> lost) {
        this.parts = parts;
        this.lost = List.copyOf(lost);
    }

    /// @throws StoreException if the store does not answer
    static RunInputs read(List<Stretch> stretches, ObjectStore store, Id128 clusterId, CompactorCounts counts) {
        var wanted = new LinkedHashMap<ObjectRef, List<Wanted>>();
        for (Stretch stretch : stretches) {
            for (Run run : stretch.runs()) {
                if (run.source() instanceof ObjectRef object) {
                    wanted.computeIfAbsent(object, absent -> new ArrayList<>())
                            .add(new Wanted(stretch.partition(), run));
                }
            }
        }
        var parts = new HashMap<ObjectRef, List<Part>>();
        var lost = new ArrayList<Lost>();
        wanted.forEach((object, ofObject) -> {
            var reading = new Reading(store, object.key(clusterId), counts);
            parts.put(object, reading.all(ofObject, lost));
        });
        return new RunInputs(parts, lost);
    }

    private record Reading(ObjectStore store, String key, CompactorCounts counts) {

        /// Reads each run by itself where they cannot be read together: most of a truncated object is there.
        List<Part> all(List<Wanted> wanted, List<Lost> lost) {
            var read = new ArrayList<Part>();
            try {
                for (Range range : ranges(wanted.stream().map(Wanted::run).toList())) {
                    read.add(part(range.from(), range.to() - range.from()));
                }
                return read;
            } catch (StoreException e) {
                if (!e.objectIsLost()) {
                    throw e;
                }
            }
            read.clear();
            for (Wanted each : wanted) {
                try {
                    read.add(part(each.run().position(), each.run().sizeBytes()));
                } catch (StoreException e) {
                    if (!e.objectIsLost()) {
                        throw e;
                    }
                    lost.add(new Lost(each.partition(), each.run(), e));
                }
            }
            return read;
        }

        private Part part(int position, int length) {
            ByteBuffer bytes = store.read(key, position, length);
            counts.read(length);
            return new Part(position, bytes);
        }
    }

    /// The runs that are gone or damaged; [#of] has all others.
    List<Lost> lost() {
        return lost;
    }

    /// The run's batches.
    ByteBuffer of(Run run) {
        Part part = requireNonNull(parts.get((ObjectRef) run.source())).stream()
                .filter(each -> each.holds(run))
                .findFirst()
                .orElseThrow();
        return part.bytes().slice(part.bytes().position() + run.position() - part.position(), run.sizeBytes());
    }

    private static List<Range> ranges(List<Run> runs) {
        List<Run> inOrder =
                runs.stream().sorted(Comparator.comparingInt(Run::position)).toList();
        long wantedBytes = inOrder.stream().mapToLong(Run::sizeBytes).sum();
        int from = inOrder.getFirst().position();
        int to = endOf(inOrder.getLast());
        if (2 * wantedBytes >= to - (long) from) {
            return List.of(new Range(from, to));
        }
        var ranges = new ArrayList<Range>();
        for (Run run : inOrder) {
            Range last = ranges.isEmpty() ? null : ranges.getLast();
            if (last != null && run.position() == last.to()) {
                ranges.set(ranges.size() - 1, new Range(last.from(), endOf(run)));
            } else {
                ranges.add(new Range(run.position(), endOf(run)));
            }
        }
        return ranges;
    }

    private static int endOf(Run run) {
        return Math.addExact(run.position(), run.sizeBytes());
    }
}
