package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.StreamsGroupDescribeRequestData;
import org.apache.kafka.common.message.StreamsGroupDescribeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// StreamsGroupDescribe, version 0 (KIP-1071).
final class Api89StreamsGroupDescribe extends GroupApi<StreamsGroupDescribeRequestData> {

    Api89StreamsGroupDescribe(Coordination groups) {
        super(ApiKeys.STREAMS_GROUP_DESCRIBE, groups);
    }

    @Override
    CompletionStage<StreamsGroupDescribeResponseData> answer(
            RequestContext context, StreamsGroupDescribeRequestData request) {
        return groups().describeStreams(context, request.groupIds())
                .thenApply(described -> new StreamsGroupDescribeResponseData().setGroups(described));
    }
}
