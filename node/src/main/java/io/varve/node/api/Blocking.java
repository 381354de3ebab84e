package io.varve.node.api;

import io.varve.core.Threads;
import io.varve.kafka.api.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Answers on a thread of its own what has to wait, so that the connection's next request can begin.
public final class Blocking {

    private Blocking() {}

    public static CompletionStage<Reply> on(Threads threads, String name, Supplier<Reply> work) {
        var reply = new CompletableFuture<Reply>();
        threads.start(name, () -> {
            try {
                reply.complete(work.get());
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }
}
