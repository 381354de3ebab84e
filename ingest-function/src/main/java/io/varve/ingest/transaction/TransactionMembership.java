package io.varve.ingest.transaction;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.transaction.TransactionalId;
import java.util.Optional;
import org.apache.kafka.common.protocol.Errors;

/// Says why a partition does not take part in a producer's transaction, as Kafka's coordinator does.
public final class TransactionMembership {

    private TransactionMembership() {}

    /// @param known what the home shard knows of the transactional id
    /// @return NONE if it takes part
    public static Errors of(Optional<TransactionalId> known, ProducerIdAndEpoch producer, TopicIdPartition partition) {
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
        return contains(id.participants(), partition) ? Errors.NONE : Errors.TRANSACTION_ABORTABLE;
    }

    private static boolean contains(Participants participants, TopicIdPartition partition) {
        return participants.home().contains(partition)
                || participants.dataShards().values().stream().anyMatch(ofShard -> ofShard.contains(partition));
    }
}
