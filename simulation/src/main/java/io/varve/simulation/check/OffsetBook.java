package io.varve.simulation.check;

import io.varve.simulation.check.SentTransaction.Told;
import io.varve.simulation.world.Violation;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/// What may be said of the offset that the transactions of one id commit: that of a transaction that is committed, once
/// the group's shard knows so, and none from before it. Whoever does not go on while a transaction may change it finds
/// what its producer was told of, or nothing yet.
public final class OffsetBook {

    private final String transactionalId;
    private final String group;
    private final TopicPartition partition;
    private final Ledger ledger;
    private final Collection<SentTransaction> transactions;
    private long highest = -1;

    /// @param transactions of all ids, more of which may come
    OffsetBook(
            String transactionalId,
            String group,
            TopicPartition partition,
            Ledger ledger,
            Collection<SentTransaction> transactions) {
        this.transactionalId = transactionalId;
        this.group = group;
        this.partition = partition;
        this.ledger = ledger;
        this.transactions = transactions;
    }

    /// The least that whoever asks now may be told, −1 if there is nothing that it has to be told of.
    ///
    /// @param stable whether it wants no answer while a transaction may change it
    public long atLeast(boolean stable) {
        boolean known = ledger.transactions().isSettled(transactionalId);
        long durable = known ? ledger.groups().committed(group, partition) : highest;
        return stable ? Math.max(durable, promised()) : durable;
    }

    /// What producers were told to be committed.
    private long promised() {
        return transactions.stream()
                .filter(transaction -> transaction.told() == Told.COMMITTED)
                .map(SentTransaction::offset)
                .filter(offset -> offset != null
                        && offset.group().equals(group)
                        && offset.partition().equals(partition))
                .mapToLong(SentTransaction.Offset::value)
                .max()
                .orElse(-1);
    }

    /// Somebody is told of the offset.
    ///
    /// @param atLeast [#atLeast] when it asked
    public void told(long offset, long atLeast) {
        if (offset < atLeast) {
            throw new Violation("offset " + offset + " is said to be committed by " + transactionalId + ", and "
                    + atLeast + " was before");
        }
        if (offset > ledger.groups().committed(group, partition)) {
            throw new Violation("offset " + offset + " is said to be committed by " + transactionalId
                    + ", and no end of a transaction that is durable says so");
        }
        highest = Math.max(highest, offset);
    }
}
