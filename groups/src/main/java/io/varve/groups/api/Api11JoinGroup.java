package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// JoinGroup, versions 0–9. The answer comes when the group has its members, which may take as long as the rebalance
/// time-out that they have asked for.
final class Api11JoinGroup extends GroupApi<JoinGroupRequestData> {

    private static final short FIRST_NULLABLE_PROTOCOL_VERSION = 7;

    Api11JoinGroup(Coordination groups) {
        super(ApiKeys.JOIN_GROUP, groups);
    }

    @Override
    CompletionStage<JoinGroupResponseData> answer(RequestContext context, JoinGroupRequestData request) {
        return groups().join(context, request).thenApply(answer -> {
            if (context.version() < FIRST_NULLABLE_PROTOCOL_VERSION && answer.protocolName() == null) {
                answer.setProtocolName("");
            }
            return answer;
        });
    }
}
