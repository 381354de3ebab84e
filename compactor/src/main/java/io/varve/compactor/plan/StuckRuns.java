package io.varve.compactor.plan;

import io.varve.core.Clock;
import io.varve.metadata.entry.Source;
import io.varve.metadata.log.Run;
import java.time.Duration;
import java.util.LinkedHashMap;

/// Runs that this process has found not to be rewritable: damaged, or records that nobody can read. They stay
/// as they are, and are not read again with every round. After [#LOOK_AGAIN_AFTER] they are: the damage may
/// have been one of the way, or the store may have been mended.
///
/// Thread-safe.
public final class StuckRuns {

    static final Duration LOOK_AGAIN_AFTER = Duration.ofHours(1);

    private static final int MAX_RUNS = 10_000;

    private final Clock clock;

    /// When each was last found to be so, by the monotonic clock, the oldest first. Guarded by this object's
    /// monitor.
    private final LinkedHashMap<Place, Long> foundNanos = new LinkedHashMap<>();

    private record Place(Source source, int position) {}

    public StuckRuns(Clock clock) {
        this.clock = clock;
    }

    public void add(Run run) {
        add(run.source(), run.position());
    }

    public synchronized void add(Source source, int position) {
        foundNanos.putLast(new Place(source, position), clock.nanoTime());
        if (foundNanos.size() > MAX_RUNS) {
            foundNanos.pollFirstEntry();
        }
    }

    synchronized boolean contains(Run run) {
        Long found = foundNanos.get(new Place(run.source(), run.position()));
        return found != null && clock.nanoTime() - found < LOOK_AGAIN_AFTER.toNanos();
    }
}
