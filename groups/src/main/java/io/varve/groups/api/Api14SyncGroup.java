package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// SyncGroup, versions 0–5.
final class Api14SyncGroup extends GroupApi<SyncGroupRequestData> {

    Api14SyncGroup(Coordination groups) {
        super(ApiKeys.SYNC_GROUP, groups);
    }

    @Override
    CompletionStage<SyncGroupResponseData> answer(RequestContext context, SyncGroupRequestData request) {
        return groups().sync(context, request);
    }
}
