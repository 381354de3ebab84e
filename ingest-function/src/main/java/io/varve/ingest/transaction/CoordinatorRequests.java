package io.varve.ingest.transaction;

import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.catalog.TransactionCoordinator;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.kafka.transaction.TransactionOwners.Turn;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.transaction.TransactionalId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/// Lets in what a transaction coordinator is asked: of each connection one request after the other, and of each
/// producer by the old protocol what comes by one connection.
///
/// Thread-safe, as [ConnectionOrder] is.
final class CoordinatorRequests {

    private final Cluster cluster;
    private final ConnectionOrder order;
    private final TransactionOwners owners;

    CoordinatorRequests(Cluster cluster, TransactionOwners owners) {
        this.cluster = cluster;
        this.owners = owners;
        order = new ConnectionOrder(cluster.doors().threads());
    }

    /// Does what is asked in its turn. It may block.
    CompletionStage<Reply> inOrder(RequestContext context, Supplier<ApiMessage> work) {
        return order.after(context, work);
    }

    /// The same for a request to add to a transaction by which nobody can see to which one of its producer's.
    ///
    /// @param work is given the number of the transaction as of now
    /// @param refused the answer with an error after which clients come again, here or to another node
    CompletionStage<Reply> adding(
            RequestContext context,
            Asking asking,
            LongFunction<ApiMessage> work,
            Function<Errors, ApiMessage> refused) {
        return ofManyTransactions(
                context,
                asking,
                turn -> turn.numberOfAdd(
                        known(asking).map(TransactionalId::numberOfNextAdd).orElse(1L)),
                work,
                refused);
    }

    /// The same for a request to end one.
    CompletionStage<Reply> ending(
            RequestContext context,
            Asking asking,
            LongFunction<ApiMessage> work,
            Function<Errors, ApiMessage> refused) {
        return ofManyTransactions(
                context,
                asking,
                turn -> turn.numberOfEnd(
                        known(asking).map(TransactionalId::number).orElse(0L)),
                work,
                refused);
    }

    private Optional<TransactionalId> known(Asking asking) {
        return cluster.transactions().find(asking.transactionalId());
    }

    private CompletionStage<Reply> ofManyTransactions(
            RequestContext context,
            Asking asking,
            ToLongFunction<Turn> number,
            LongFunction<ApiMessage> work,
            Function<Errors, ApiMessage> refused) {
        if (TransactionCoordinator.isAnother(cluster, asking.transactionalId())) {
            return Reply.now(refused.apply(Errors.NOT_COORDINATOR));
        }
        return owners.admit(asking.producer(), context.connection())
                .map(turn -> turn.during(() -> {
                    long asOfNow = number.applyAsLong(turn);
                    return order.after(context, () -> work.apply(asOfNow));
                }))
                .orElseGet(() -> Reply.now(refused.apply(Errors.COORDINATOR_LOAD_IN_PROGRESS)));
    }

    /// Who asks.
    record Asking(String transactionalId, ProducerIdAndEpoch producer) {}
}
