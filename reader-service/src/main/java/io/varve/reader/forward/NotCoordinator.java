package io.varve.reader.forward;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/// An API of groups or transactions at a node that coordinates none. Whoever comes here has been told of
/// another coordinator, and asks for it again.
record NotCoordinator(ApiKeys api, VersionRange versions) implements ApiHandler<ApiMessage> {

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ApiMessage request) {
        return CompletableFuture.failedFuture(Errors.NOT_COORDINATOR.exception());
    }
}
