package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// ConsumerGroupDescribe, versions 0–1 (KIP-848).
final class Api69ConsumerGroupDescribe extends GroupApi<ConsumerGroupDescribeRequestData> {

    Api69ConsumerGroupDescribe(Coordination groups) {
        super(ApiKeys.CONSUMER_GROUP_DESCRIBE, groups);
    }

    @Override
    CompletionStage<ConsumerGroupDescribeResponseData> answer(
            RequestContext context, ConsumerGroupDescribeRequestData request) {
        return groups().describeConsumers(context, request.groupIds())
                .thenApply(described -> new ConsumerGroupDescribeResponseData().setGroups(described));
    }
}
