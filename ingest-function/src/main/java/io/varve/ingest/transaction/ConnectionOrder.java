package io.varve.ingest.transaction;

import io.varve.core.Threads;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiMessage;

/// Does what a connection asks about transactions one after the other. Clients do not always wait for an answer before
/// they go on: librdkafka aborts a transaction while it still adds partitions to it.
///
/// Thread-safe, if the requests of one connection are brought one after the other. How many of them wait is bounded by
/// the listener.
final class ConnectionOrder {

    private final Threads threads;

    /// The last request of each connection that has one under way: completes when its work is done.
    private final Map<Long, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

    ConnectionOrder(Threads threads) {
        this.threads = threads;
    }

    /// The answer to a request, whose work begins when that of all before it is done. It may block.
    CompletionStage<Reply> after(RequestContext context, Supplier<ApiMessage> work) {
        long connectionId = context.connection().id();
        var done = new CompletableFuture<Void>();
        CompletableFuture<Void> before = last.put(connectionId, done);
        CompletableFuture<Void> turn = before == null ? CompletableFuture.completedFuture(null) : before;
        CompletionStage<Reply> reply = turn.thenCompose(gone -> Reply.later(threads, context, work));
        reply.whenComplete((answer, failure) -> {
            last.remove(connectionId, done);
            done.complete(null);
        });
        return reply;
    }
}
