package io.varve.compactor.plan;

import io.varve.metadata.entry.Source;
import io.varve.metadata.log.Run;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// Runs that this process has found not to be rewritable: damaged, or records that nobody can read. They stay as they
/// are, and are not read again with every round. Forgotten when the process ends, so that a later version or a mended
/// store gets its chance.
///
/// Thread-safe.
public final class StuckRuns {

    private static final int MAX_RUNS = 10_000;

    /// Guarded by this object's monitor.
    private final SequencedSet<Place> places = new LinkedHashSet<>();

    private record Place(Source source, int position) {}

    public void add(Run run) {
        add(run.source(), run.position());
    }

    public synchronized void add(Source source, int position) {
        places.add(new Place(source, position));
        if (places.size() > MAX_RUNS) {
            places.removeFirst();
        }
    }

    synchronized boolean contains(Run run) {
        return places.contains(new Place(run.source(), run.position()));
    }
}
