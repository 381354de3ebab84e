package io.varve.kafka.api;

import io.varve.core.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.TimeoutException;

/// Answers in time: a request that has a time limit gets REQUEST_TIMED_OUT when it is over, whatever may still come of
/// it.
public final class Deadline {

    private Deadline() {}

    /// @param timeoutMs as in the request; not positive means that there is no time at all, as on Kafka
    public static CompletionStage<Reply> bound(CompletionStage<Reply> reply, int timeoutMs, Timers timers) {
        var bounded = new CompletableFuture<Reply>();
        var timer = timers.after(
                Duration.ofMillis(Math.max(0, timeoutMs)),
                () -> bounded.completeExceptionally(new TimeoutException(
                        "the change took longer than " + timeoutMs + " ms, and may still happen")));
        reply.whenComplete((answer, error) -> {
            timer.cancel();
            if (error != null) {
                bounded.completeExceptionally(error);
            } else {
                bounded.complete(answer);
            }
        });
        return bounded;
    }
}
