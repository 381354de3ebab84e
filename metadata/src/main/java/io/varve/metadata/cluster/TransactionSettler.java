package io.varve.metadata.cluster;

import io.varve.metadata.journal.JournalException;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.ProposalException;
import io.varve.metadata.transaction.TransactionalId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Aborts transactions that have been open for too long, and finishes what other nodes have decided and did not get to
/// tell all participants of.
final class TransactionSettler {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionSettler.class);

    /// The node that has decided a transaction tells participants at once. Only where it does not, others do.
    private static final Duration OTHERS_TELL_AFTER = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final TransactionOperations operations;

    TransactionSettler(Cluster cluster, TransactionOperations operations) {
        this.cluster = cluster;
        this.operations = operations;
    }

    void settleAll() {
        long nowMs = cluster.stores().clockGuard().wallMs();
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            for (Found overdue : find(shard, id -> id.isOverdue(nowMs))) {
                LOG.info(
                        "a transaction has timed out transactionalId=\"{}\" producerId={}",
                        overdue.transactionalId(),
                        overdue.known().producer().producerId());
                quietly(
                        overdue,
                        () -> operations.expire(
                                overdue.transactionalId(), overdue.known().number()));
            }
            for (Found untold : find(shard, id -> isUntold(id, nowMs))) {
                quietly(untold, () -> operations.tell(untold.transactionalId()));
            }
        }
    }

    private static boolean isUntold(TransactionalId id, long nowMs) {
        return id.state().prepared()
                && !id.participants().dataShards().isEmpty()
                && id.changedMs() + OTHERS_TELL_AFTER.toMillis() <= nowMs;
    }

    private record Found(String transactionalId, TransactionalId known) {}

    private static List<Found> find(Shard<LogState, LogDraft> shard, Predicate<TransactionalId> wanted) {
        return shard.replica().query(state -> {
            var found = new ArrayList<Found>();
            state.unsettledTransactionalIds().forEach((transactionalId, known) -> {
                if (wanted.test(known)) {
                    found.add(new Found(transactionalId, known));
                }
            });
            return found;
        });
    }

    /// What cannot be done for one id is tried again later, and keeps nobody from the others.
    private static void quietly(Found found, Runnable work) {
        try {
            work.run();
        } catch (JournalException | ProposalException e) {
            LOG.warn(
                    "a transaction is not settled yet transactionalId=\"{}\" reason=\"{}\"",
                    found.transactionalId(),
                    e.getMessage());
        }
    }
}
