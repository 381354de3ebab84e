package io.varve.ingest.produce;

import io.varve.core.Threads;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Lets the requests of a connection go on in the order in which they came, although now and then one has to wait for
/// something first. While none waits, a request goes on on the thread that brings it.
///
/// Thread-safe, if the requests of one connection are brought one after the other. How many of them wait is bounded by
/// the listener.
final class ArrivalOrder {

    private final Threads threads;

    /// The last request of each connection that has some which wait: completes when it has gone on.
    private final Map<Long, CompletableFuture<Void>> lastWaiting = new ConcurrentHashMap<>();

    ArrivalOrder(Threads threads) {
        this.threads = threads;
    }

    /// One request.
    interface Step<T> {

        /// Whether it need not wait for anything but those before it.
        boolean ready();

        /// Waits, on a thread of its own, until it is ready, or throws.
        void prepare();

        /// Ends the request, in its turn, because it could not be made ready.
        CompletionStage<T> refuse(RuntimeException cause);

        /// Begins the request's work; what is begun earlier is done earlier.
        CompletionStage<T> begin();

        /// Puts a limit to the wait of a request that could not begin at once.
        CompletionStage<T> bounded(CompletionStage<T> waiting);
    }

    /// Brings the next request of a connection.
    <T> CompletionStage<T> pass(long connectionId, Step<T> step) {
        CompletableFuture<Void> before = lastWaiting.get(connectionId);
        if (before == null && step.ready()) {
            return step.begin();
        }
        var gone = new CompletableFuture<Void>();
        lastWaiting.put(connectionId, gone);
        var result = new CompletableFuture<T>();
        Runnable wait = () -> threads.start("produce-waits-" + connectionId, () -> {
            begun(step).whenComplete((value, error) -> {
                if (error == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(error);
                }
            });
            lastWaiting.remove(connectionId, gone);
            gone.complete(null);
        });
        if (before == null) {
            wait.run();
        } else {
            before.thenRun(wait);
        }
        return step.bounded(result);
    }

    private static <T> CompletionStage<T> begun(Step<T> step) {
        return attempt(() -> {
            try {
                if (!step.ready()) {
                    step.prepare();
                }
            } catch (RuntimeException e) {
                return step.refuse(e);
            }
            return step.begin();
        });
    }

    private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
