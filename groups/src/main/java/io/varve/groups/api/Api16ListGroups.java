package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// ListGroups, versions 0–5: the groups that this node coordinates. Clients ask every node.
final class Api16ListGroups extends GroupApi<ListGroupsRequestData> {

    Api16ListGroups(Coordination groups) {
        super(ApiKeys.LIST_GROUPS, groups);
    }

    @Override
    CompletionStage<ListGroupsResponseData> answer(RequestContext context, ListGroupsRequestData request) {
        return groups().list(context, request);
    }
}
