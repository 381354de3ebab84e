package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// DeleteGroups, versions 0–2.
final class Api42DeleteGroups extends GroupApi<DeleteGroupsRequestData> {

    Api42DeleteGroups(Coordination groups) {
        super(ApiKeys.DELETE_GROUPS, groups);
    }

    @Override
    CompletionStage<DeleteGroupsResponseData> answer(RequestContext context, DeleteGroupsRequestData request) {
        return groups().delete(
                        context, request.groupsNames().stream().distinct().toList())
                .thenApply(results -> new DeleteGroupsResponseData().setResults(results));
    }
}
