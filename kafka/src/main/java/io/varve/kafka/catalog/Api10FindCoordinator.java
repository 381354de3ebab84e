package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// FindCoordinator, versions 0–6. There are no coordinators: groups and transactions are not served.
public final class Api10FindCoordinator implements ApiHandler<FindCoordinatorRequestData> {

    private static final short FIRST_BATCHED_VERSION = 4;
    private static final String MESSAGE =
            "this cluster serves neither groups nor transactions: assign partitions instead of subscribing";

    @Override
    public ApiKeys api() {
        return ApiKeys.FIND_COORDINATOR;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange((short) 0, (short) 6);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, FindCoordinatorRequestData request) {
        return Reply.now(answer(context.version(), request));
    }

    private static FindCoordinatorResponseData answer(short version, FindCoordinatorRequestData request) {
        var response = new FindCoordinatorResponseData();
        if (version < FIRST_BATCHED_VERSION) {
            return response.setErrorCode(Errors.COORDINATOR_NOT_AVAILABLE.code())
                    .setErrorMessage(MESSAGE)
                    .setNodeId(-1)
                    .setHost("")
                    .setPort(-1);
        }
        for (String key : request.coordinatorKeys()) {
            response.coordinators()
                    .add(new Coordinator()
                            .setKey(key)
                            .setErrorCode(Errors.COORDINATOR_NOT_AVAILABLE.code())
                            .setErrorMessage(MESSAGE)
                            .setNodeId(-1)
                            .setHost("")
                            .setPort(-1));
        }
        return response;
    }
}
