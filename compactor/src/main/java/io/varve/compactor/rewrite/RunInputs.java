package io.varve.compactor.rewrite;

import static java.util.Objects.requireNonNull;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.plan.Stretch;
import io.varve.core.Id128;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.log.Run;
import io.varve.storage.ObjectStore;
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

    private record Part(int position, ByteBuffer bytes) {

        boolean holds(Run run) {
            return run.position() >= position
                    && run.position() + (long) run.sizeBytes() <= position + (long) bytes.remaining();
        }
    }

    private record Range(int from, int to) {}

    private RunInputs(Map<ObjectRef, List<Part>> parts) {
        this.parts = parts;
    }

    /// @throws io.varve.storage.StoreException if an object cannot be read, or is gone
    static RunInputs read(List<Stretch> stretches, ObjectStore store, Id128 clusterId, CompactorCounts counts) {
        var wanted = new LinkedHashMap<ObjectRef, List<Run>>();
        for (Stretch stretch : stretches) {
            for (Run run : stretch.runs()) {
                wanted.computeIfAbsent((ObjectRef) run.source(), absent -> new ArrayList<>())
                        .add(run);
            }
        }
        var parts = new HashMap<ObjectRef, List<Part>>();
        wanted.forEach((object, runs) -> {
            String key = object.key(clusterId);
            var read = new ArrayList<Part>();
            for (Range range : ranges(runs)) {
                int length = range.to() - range.from();
                read.add(new Part(range.from(), store.read(key, range.from(), length)));
                counts.read(length);
            }
            parts.put(object, read);
        });
        return new RunInputs(parts);
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
