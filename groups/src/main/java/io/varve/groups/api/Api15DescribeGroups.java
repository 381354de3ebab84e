package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// DescribeGroups, versions 0–6.
final class Api15DescribeGroups extends GroupApi<DescribeGroupsRequestData> {

    Api15DescribeGroups(Coordination groups) {
        super(ApiKeys.DESCRIBE_GROUPS, groups);
    }

    @Override
    CompletionStage<DescribeGroupsResponseData> answer(RequestContext context, DescribeGroupsRequestData request) {
        return groups().describe(context, request.groups())
                .thenApply(described -> new DescribeGroupsResponseData().setGroups(described));
    }
}
