package io.varve.ingest.transaction;

import io.varve.ingest.transaction.CoordinatorRequests.Asking;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.route.Coordinators;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.state.Outcome;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// AddOffsetsToTxn, versions 0–4: a group whose offsets a transaction is about to commit.
public final class Api25AddOffsetsToTxn implements ApiHandler<AddOffsetsToTxnRequestData> {

    private static final short FIRST_VERSION_WITH_FENCED = 2;

    private final Cluster cluster;
    private final CoordinatorRequests requests;

    Api25AddOffsetsToTxn(Cluster cluster, CoordinatorRequests requests) {
        this.cluster = cluster;
        this.requests = requests;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ADD_OFFSETS_TO_TXN;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.ofTransactions(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, AddOffsetsToTxnRequestData request) {
        var asking = new Asking(
                request.transactionalId(), new ProducerIdAndEpoch(request.producerId(), request.producerEpoch()));
        return requests.adding(
                context,
                asking,
                number -> answer(add(context.version(), request, number)),
                Api25AddOffsetsToTxn::answer);
    }

    private static AddOffsetsToTxnResponseData answer(Errors error) {
        return new AddOffsetsToTxnResponseData().setErrorCode(error.code());
    }

    private Errors add(short version, AddOffsetsToTxnRequestData request, long number) {
        if (request.transactionalId().isEmpty()) {
            return Errors.INVALID_REQUEST;
        }
        int groupShard = Coordinators.of(cluster.catalog()).shardOf(request.groupId());
        var producer = new ProducerIdAndEpoch(request.producerId(), request.producerEpoch());
        // Who has its epoch raised with each transaction does not ask for this.
        Outcome outcome =
                cluster.transactions().addGroupShard(request.transactionalId(), producer, false, groupShard, number);
        return TransactionErrors.of(outcome, version >= FIRST_VERSION_WITH_FENCED);
    }
}
