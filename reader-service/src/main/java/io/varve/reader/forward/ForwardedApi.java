package io.varve.reader.forward;

import io.varve.core.Threads;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// An API that an ingest node answers on behalf of this node.
final class ForwardedApi<Q extends ApiMessage> implements ApiHandler<Q> {

    private final ApiKeys api;
    private final VersionRange versions;
    private final IngestNodes nodes;
    private final Threads threads;

    ForwardedApi(ApiKeys api, VersionRange versions, IngestNodes nodes, Threads threads) {
        this.api = api;
        this.versions = versions;
        this.nodes = nodes;
        this.threads = threads;
    }

    @Override
    public ApiKeys api() {
        return api;
    }

    @Override
    public VersionRange versions() {
        return versions;
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, Q request) {
        return Reply.later(threads, context, () -> nodes.ask(context, request));
    }
}
