package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// LeaveGroup, versions 0–5. Before version 3 one member leaves, and its error is that of the request.
final class Api13LeaveGroup extends GroupApi<LeaveGroupRequestData> {

    private static final short FIRST_BATCHED_VERSION = 3;

    Api13LeaveGroup(Coordination groups) {
        super(ApiKeys.LEAVE_GROUP, groups);
    }

    @Override
    CompletionStage<LeaveGroupResponseData> answer(RequestContext context, LeaveGroupRequestData request) {
        if (context.version() >= FIRST_BATCHED_VERSION) {
            return groups().leave(context, request);
        }
        var member = new MemberIdentity().setMemberId(request.memberId());
        var batched = new LeaveGroupRequestData().setGroupId(request.groupId()).setMembers(List.of(member));
        return groups().leave(context, batched).thenApply(Api13LeaveGroup::ofOnlyMember);
    }

    private static LeaveGroupResponseData ofOnlyMember(LeaveGroupResponseData batched) {
        short error = batched.errorCode();
        if (error == Errors.NONE.code() && !batched.members().isEmpty()) {
            error = batched.members().getFirst().errorCode();
        }
        return new LeaveGroupResponseData().setErrorCode(error);
    }
}
