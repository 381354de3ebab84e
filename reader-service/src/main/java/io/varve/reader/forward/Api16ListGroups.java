package io.varve.reader.forward;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// ListGroups, at a node that coordinates none: clients ask every node for its own.
final class Api16ListGroups implements ApiHandler<ListGroupsRequestData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_GROUPS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofGroups(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ListGroupsRequestData request) {
        return Reply.now(new ListGroupsResponseData());
    }
}
