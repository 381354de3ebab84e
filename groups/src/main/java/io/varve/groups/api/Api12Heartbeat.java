package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// Heartbeat, versions 0–4.
final class Api12Heartbeat extends GroupApi<HeartbeatRequestData> {

    Api12Heartbeat(Coordination groups) {
        super(ApiKeys.HEARTBEAT, groups);
    }

    @Override
    CompletionStage<HeartbeatResponseData> answer(RequestContext context, HeartbeatRequestData request) {
        return groups().heartbeat(context, request);
    }
}
