package io.varve.groups.coordinator;

import io.varve.core.Threads;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/// Runs what the coordinator does beside its events, such as matching a pattern with all topics, each on a virtual
/// thread of its own.
final class BackgroundWork extends AbstractExecutorService {

    private final Threads threads;
    private volatile boolean closed;

    BackgroundWork(Threads threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        threads.start("groups-background", task);
    }

    @Override
    public void shutdown() {
        closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        closed = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return closed;
    }

    @Override
    public boolean isTerminated() {
        return closed;
    }

    /// Nothing is waited for: what is still under way finds the coordinator closed.
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return closed;
    }
}
