package io.varve.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Threads that carry a load together: it has failed as soon as one of them has.
final class Crew {

    private Crew() {}

    /// Runs the tasks on a thread each until all have ended; interrupts the others when one fails.
    static void run(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("load-", 0).factory());
        try {
            var ended = new ExecutorCompletionService<Void>(threads);
            new ArrayList<>(tasks).forEach(ended::submit);
            for (int i = 0; i < tasks.size(); i++) {
                ended.take().get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            threads.shutdownNow();
        }
    }
}
