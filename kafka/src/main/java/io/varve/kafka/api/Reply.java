package io.varve.kafka.api;

import io.varve.core.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;

/// What becomes of a request.
public sealed interface Reply {

    /// The response message; it is encoded in the version of the request.
    record Answer(ApiMessage message) implements Reply {}

    /// No response: a produce request with acks=0 that went well.
    record Silence() implements Reply {}

    /// The connection is closed: all that a client with acks=0 can be told.
    record Disconnect(String reason) implements Reply {}

    /// An answer that needs no waiting.
    static CompletionStage<Reply> now(ApiMessage message) {
        return CompletableFuture.completedFuture(new Answer(message));
    }

    /// An answer that has to be waited for, on a thread of its own.
    static CompletionStage<Reply> later(Threads threads, RequestContext context, Supplier<ApiMessage> work) {
        var reply = new CompletableFuture<Reply>();
        threads.start(context.api().name + "-" + context.correlationId(), () -> {
            try {
                reply.complete(new Answer(work.get()));
            } catch (RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        return reply;
    }
}
