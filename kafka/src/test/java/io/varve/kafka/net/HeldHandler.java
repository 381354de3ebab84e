package io.varve.kafka.net;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// A handler whose requests the test answers, in whatever order it likes.
final class HeldHandler<Q extends ApiMessage> implements ApiHandler<Q> {

    private final ApiKeys api;
    private final BlockingQueue<Held<Q>> held = new LinkedBlockingQueue<>();

    HeldHandler(ApiKeys api) {
        this.api = api;
    }

    /// The next request in the order in which the handler was called.
    Held<Q> take() throws InterruptedException {
        return held.take();
    }

    /// How many requests have begun and were not taken.
    int begun() {
        return held.size();
    }

    @Override
    public ApiKeys api() {
        return api;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange(api.oldestVersion(), api.latestVersion());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, Q request) {
        var reply = new CompletableFuture<Reply>();
        held.add(new Held<>(context, request, reply));
        return reply;
    }

    record Held<Q>(RequestContext context, Q request, CompletableFuture<Reply> reply) {
        void answer(ApiMessage message) {
            reply.complete(new Reply.Answer(message));
        }
    }
}
