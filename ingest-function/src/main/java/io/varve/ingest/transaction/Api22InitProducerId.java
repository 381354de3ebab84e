package io.varve.ingest.transaction;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.state.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// InitProducerId, versions 0–5.
///
/// Without a transactional id always a new producer id with epoch 0, also for a producer that names the one it has: as
/// on Kafka, where an idempotent producer raises its epoch by itself (KIP-360) and only a transactional one asks for
/// that. With one the id's own producer id under the next epoch, by which whoever used it before is fenced.
public final class Api22InitProducerId implements ApiHandler<InitProducerIdRequestData> {

    private static final short FIRST_VERSION_WITH_FENCED = 4;

    private final Cluster cluster;
    private final TransactionSettings settings;
    private final CoordinatorRequests requests;

    Api22InitProducerId(Cluster cluster, TransactionSettings settings, CoordinatorRequests requests) {
        this.cluster = cluster;
        this.settings = settings;
        this.requests = requests;
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
        return requests.inOrder(context, () -> answer(context.version(), request));
    }

    private InitProducerIdResponseData answer(short version, InitProducerIdRequestData request) {
        boolean unnamed = request.producerId() == ProducerIdAndEpoch.NO_PRODUCER_ID;
        if (unnamed != (request.producerEpoch() == ProducerIdAndEpoch.NO_EPOCH)) {
            return refused(Errors.INVALID_REQUEST);
        }
        String transactionalId = request.transactionalId();
        if (transactionalId == null) {
            return new InitProducerIdResponseData()
                    .setProducerId(cluster.producerIds().next())
                    .setProducerEpoch((short) 0);
        }
        if (transactionalId.isEmpty()) {
            return refused(Errors.INVALID_REQUEST);
        }
        if (request.transactionTimeoutMs() <= 0
                || request.transactionTimeoutMs() > settings.maxTimeout().toMillis()) {
            return refused(Errors.INVALID_TRANSACTION_TIMEOUT);
        }
        Optional<ProducerIdAndEpoch> expected = unnamed
                ? Optional.empty()
                : Optional.of(new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()));
        return switch (cluster.transactions().init(transactionalId, request.transactionTimeoutMs(), expected)) {
            case Outcome.Producer(ProducerIdAndEpoch producer, boolean _) ->
                new InitProducerIdResponseData()
                        .setProducerId(producer.producerId())
                        .setProducerEpoch(producer.epoch());
            // Whoever asks again finds the transaction aborted that had to be.
            case Outcome.AbortBegun _ -> refused(Errors.CONCURRENT_TRANSACTIONS);
            case Outcome outcome -> refused(TransactionErrors.of(outcome, version >= FIRST_VERSION_WITH_FENCED));
        };
    }

    private static InitProducerIdResponseData refused(Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(ProducerIdAndEpoch.NO_PRODUCER_ID)
                .setProducerEpoch(ProducerIdAndEpoch.NO_EPOCH);
    }
}
