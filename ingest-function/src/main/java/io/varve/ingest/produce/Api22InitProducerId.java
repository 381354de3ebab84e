package io.varve.ingest.produce;

import io.varve.core.Doors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// InitProducerId, versions 0–5, for idempotent producers.
///
/// Always a new id with epoch 0, also for a producer that names the one it has: as on Kafka, where an
/// idempotent producer raises its epoch by itself (KIP-360) and only a transactional one asks for that.
/// Skipped: transactional ids, which get COORDINATOR_NOT_AVAILABLE.
public final class Api22InitProducerId implements ApiHandler<InitProducerIdRequestData> {

    private static final long NO_PRODUCER_ID = -1;
    private static final short NO_PRODUCER_EPOCH = -1;

    private final ProducerIds ids;
    private final Doors doors;

    Api22InitProducerId(ProducerIds ids, Doors doors) {
        this.ids = ids;
        this.doors = doors;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.INIT_PRODUCER_ID;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.of(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, InitProducerIdRequestData request) {
        return Reply.later(doors.threads(), context, () -> answer(request));
    }

    private InitProducerIdResponseData answer(InitProducerIdRequestData request) {
        if (request.transactionalId() != null) {
            return refused(Errors.COORDINATOR_NOT_AVAILABLE);
        }
        if ((request.producerId() == NO_PRODUCER_ID) != (request.producerEpoch() == NO_PRODUCER_EPOCH)) {
            return refused(Errors.INVALID_REQUEST);
        }
        return new InitProducerIdResponseData().setProducerId(ids.next()).setProducerEpoch((short) 0);
    }

    private static InitProducerIdResponseData refused(Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(NO_PRODUCER_ID)
                .setProducerEpoch(NO_PRODUCER_EPOCH);
    }
}
