package io.varve.simulation.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Clients at work, a thread each. One that fails fails the run, when it is waited for.
final class Crew implements AutoCloseable {

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("client-", 0).factory());
    private final List<Future<?>> clients = new ArrayList<>();

    void start(Runnable client) {
        clients.add(threads.submit(client));
    }

    /// Waits for all that were started.
    void join() throws ExecutionException, InterruptedException {
        for (Future<?> client : clients) {
            client.get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
