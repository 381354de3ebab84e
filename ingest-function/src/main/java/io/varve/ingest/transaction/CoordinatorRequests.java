package io.varve.ingest.transaction;

import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.catalog.TransactionCoordinator;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.kafka.transaction.TransactionOwners.Turn;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
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

    /// The same for a request by which nobody can see which of its producer's transactions it is about.
    ///
    /// @param work is given its turn at once, and does the rest when it is called
    /// @param refused the answer with an error after which clients come again, here or to another node
    CompletionStage<Reply> ofManyTransactions(
            RequestContext context,
            Asking asking,
            Function<Turn, Supplier<ApiMessage>> work,
            Function<Errors, ApiMessage> refused) {
        if (TransactionCoordinator.isAnother(cluster, asking.transactionalId())) {
            return Reply.now(refused.apply(Errors.NOT_COORDINATOR));
        }
        Optional<Turn> admitted = owners.admit(asking.producer(), context.connection());
        if (admitted.isEmpty()) {
            return Reply.now(refused.apply(Errors.COORDINATOR_LOAD_IN_PROGRESS));
        }
        Turn turn = admitted.get();
        boolean begun = false;
        try {
            CompletionStage<Reply> reply = order.after(context, work.apply(turn));
            reply.whenComplete((answer, failure) -> turn.close());
            begun = true;
            return reply;
        } finally {
            if (!begun) {
                turn.close();
            }
        }
    }

    /// Who asks.
    record Asking(String transactionalId, ProducerIdAndEpoch producer) {}
}
