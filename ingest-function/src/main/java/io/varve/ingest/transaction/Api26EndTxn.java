package io.varve.ingest.transaction;

import io.varve.ingest.transaction.CoordinatorRequests.Asking;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.Outcome;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// EndTxn, versions 0–5: a producer decides its transaction, which is one entry. From version 5 on the answer has the
/// epoch of the next one (KIP-890).
public final class Api26EndTxn implements ApiHandler<EndTxnRequestData> {

    private static final short FIRST_VERSION_WITH_FENCED = 2;
    private static final short FIRST_VERSION_WITH_NEXT_EPOCH = 5;

    private final Cluster cluster;
    private final CoordinatorRequests requests;

    Api26EndTxn(Cluster cluster, CoordinatorRequests requests) {
        this.cluster = cluster;
        this.requests = requests;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.END_TXN;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofTransactions(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, EndTxnRequestData request) {
        if (context.version() >= FIRST_VERSION_WITH_NEXT_EPOCH) {
            return requests.inOrder(context, () -> answer(context.version(), request, TransactionCommand.ANY_NUMBER));
        }
        var asking = new Asking(
                request.transactionalId(), new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()));
        return requests.ending(
                context,
                asking,
                number -> answer(context.version(), request, number),
                error -> new EndTxnResponseData().setErrorCode(error.code()));
    }

    private EndTxnResponseData answer(short version, EndTxnRequestData request, long number) {
        if (request.transactionalId().isEmpty()) {
            return new EndTxnResponseData().setErrorCode(Errors.INVALID_REQUEST.code());
        }
        boolean epochRises = version >= FIRST_VERSION_WITH_NEXT_EPOCH;
        var producer = new ProducerIdAndEpoch(request.producerId(), request.producerEpoch());
        Outcome outcome = cluster.transactions()
                .end(request.transactionalId(), producer, request.committed(), epochRises, number);
        if (outcome instanceof Outcome.Producer(ProducerIdAndEpoch next, boolean _)) {
            var response = new EndTxnResponseData();
            return epochRises ? response.setProducerId(next.producerId()).setProducerEpoch(next.epoch()) : response;
        }
        return new EndTxnResponseData()
                .setErrorCode(TransactionErrors.of(outcome, version >= FIRST_VERSION_WITH_FENCED)
                        .code());
    }
}
