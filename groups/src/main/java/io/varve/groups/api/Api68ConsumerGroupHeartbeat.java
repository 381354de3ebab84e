package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// ConsumerGroupHeartbeat, versions 0–1 (KIP-848).
final class Api68ConsumerGroupHeartbeat extends GroupApi<ConsumerGroupHeartbeatRequestData> {

    Api68ConsumerGroupHeartbeat(Coordination groups) {
        super(ApiKeys.CONSUMER_GROUP_HEARTBEAT, groups);
    }

    @Override
    CompletionStage<ConsumerGroupHeartbeatResponseData> answer(
            RequestContext context, ConsumerGroupHeartbeatRequestData request) {
        return groups().consumerHeartbeat(context, request);
    }
}
