package io.varve.groups.coordinator;

import io.varve.kafka.api.ErrorCodes;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import java.util.Optional;
import org.apache.kafka.common.protocol.Errors;

/// Asks the home shard of a transactional id whether a transaction commits offsets of groups of a shard. Clients of
/// KIP-890 do not announce that, and have it added.
///
/// Thread-safe. Blocks the calling (virtual) thread.
final class TransactionVerification {

    private static final int FIRST_VERSION_THAT_ADDS = 5;
    private static final int FIRST_VERSION_WITH_ABORTABLE = 4;

    private final Cluster cluster;

    TransactionVerification(Cluster cluster) {
        this.cluster = cluster;
    }

    /// @param apiVersion of TxnOffsetCommit
    /// @throws org.apache.kafka.common.errors.ApiException if it does not
    void verify(String transactionalId, ProducerIdAndEpoch producer, int groupShard, int apiVersion) {
        Errors error = apiVersion < FIRST_VERSION_THAT_ADDS
                ? membership(transactionalId, producer, groupShard)
                : added(transactionalId, producer, groupShard);
        if (error != Errors.NONE) {
            throw asCommitError(error, apiVersion).exception();
        }
    }

    private Errors added(String transactionalId, ProducerIdAndEpoch producer, int groupShard) {
        Outcome outcome = cluster.transactions().addGroupShard(transactionalId, producer, true, groupShard);
        return outcome instanceof Outcome.Refused refused ? ErrorCodes.of(refused.refusal()) : Errors.NONE;
    }

    private Errors membership(String transactionalId, ProducerIdAndEpoch producer, int groupShard) {
        cluster.transactions().homeOf(transactionalId).replica().refresh();
        Optional<TransactionalId> known = cluster.transactions().find(transactionalId);
        if (known.isEmpty() || known.get().producer().producerId() != producer.producerId()) {
            return Errors.INVALID_PRODUCER_ID_MAPPING;
        }
        TransactionalId id = known.get();
        if (id.producer().epoch() != producer.epoch()) {
            return Errors.PRODUCER_FENCED;
        }
        if (id.state().prepared()) {
            return Errors.CONCURRENT_TRANSACTIONS;
        }
        return id.participants().groupShards().contains(groupShard) ? Errors.NONE : Errors.TRANSACTION_ABORTABLE;
    }

    /// Whether groups of a shard are still to hear how the producer's transaction was decided, by what this process
    /// knows. If the producer has offsets of the next one pending here, this process has heard that they are not.
    ///
    /// @param marker with the epoch of the transaction's markers
    boolean isToBeTold(int groupShard, ProducerIdAndEpoch marker, boolean commit) {
        TransactionState decided = commit ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT;
        return cluster.dataShards().stream()
                .anyMatch(home -> home.replica()
                        .query(state -> state.unsettledTransactionalIds().values().stream()
                                .anyMatch(id -> id.state() == decided
                                        && id.producer().equals(marker)
                                        && id.participants().groupShards().contains(groupShard))));
    }

    private static Errors asCommitError(Errors error, int apiVersion) {
        return switch (error) {
            case PRODUCER_FENCED -> Errors.INVALID_PRODUCER_EPOCH;
            case TRANSACTION_ABORTABLE -> apiVersion < FIRST_VERSION_WITH_ABORTABLE ? Errors.INVALID_TXN_STATE : error;
            default -> error;
        };
    }
}
