package io.varve.metadata.cluster;

import io.varve.core.Doors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that is looked after again and again on a thread of its own. What fails is logged and tried again at the next
/// turn, for every such work can be repeated.
public final class Job implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    private final String name;
    private final Duration every;
    private final Runnable work;
    private final Doors doors;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private Job(String name, Duration every, Runnable work, Doors doors) {
        this.name = name;
        this.every = every;
        this.work = work;
        this.doors = doors;
    }

    /// Starts a job. Turns begin `every` after the last one ended, plus up to half of that at random.
    public static Job start(String name, Duration every, Runnable work, Doors doors) {
        var job = new Job(name, every, work, doors);
        doors.threads().start(name, job::run);
        return job;
    }

    /// No further turn begins; one that is under way is not awaited.
    @Override
    public void close() {
        closed.complete(null);
    }

    private void run() {
        while (pause()) {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("job failed, trying again later job={} reason={}", name, e.toString());
            } catch (Error e) {
                // A turn that needs more memory than there is may find it the next time, and other jobs do not depend
                // on this one: a process that ended for it would take them and its clients along.
                LOG.error("job failed, trying again later job={}", name, e);
            }
        }
    }

    private boolean pause() {
        long jitterMs = doors.entropy().nextBelow(every.toMillis() / 2 + 1);
        var elapsed = new CompletableFuture<Void>();
        var timer = doors.timers().after(every.plusMillis(jitterMs), () -> elapsed.complete(null));
        CompletableFuture.anyOf(elapsed, closed).join();
        timer.cancel();
        return !closed.isDone();
    }
}
