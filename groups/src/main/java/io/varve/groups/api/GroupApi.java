package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// What the APIs of groups have in common: the coordinator decides, and they translate.
abstract class GroupApi<Q extends ApiMessage> implements ApiHandler<Q> {

    private final ApiKeys api;
    private final Coordination groups;

    GroupApi(ApiKeys api, Coordination groups) {
        this.api = api;
        this.groups = groups;
    }

    @Override
    public final ApiKeys api() {
        return api;
    }

    @Override
    public final VersionRange versions() {
        return SharedVersions.ofGroups(api);
    }

    @Override
    public final CompletionStage<Reply> handle(RequestContext context, Q request) {
        return answer(context, request).thenApply(message -> new Reply.Answer(encodable(context, message)));
    }

    /// The coordinator puts ids into its messages to clients; with the longest of ids there is no room for the
    /// rest.
    private static ApiMessage encodable(RequestContext context, ApiMessage answer) {
        try {
            answer.size(new ObjectSerializationCache(), context.version());
            return answer;
        } catch (RuntimeException e) {
            throw Errors.UNKNOWN_SERVER_ERROR.exception("the answer cannot be encoded: " + e.getMessage());
        }
    }

    final Coordination groups() {
        return groups;
    }

    abstract CompletionStage<? extends ApiMessage> answer(RequestContext context, Q request);
}
