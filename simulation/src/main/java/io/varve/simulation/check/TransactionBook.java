package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadBatch;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.simulation.check.SentTransaction.Told;
import io.varve.simulation.world.Violation;
import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// What producers have wanted to be one thing and were told of it, and what readers of committed records get: all
/// of it or nothing.
public final class TransactionBook {

    private final Ledger ledger;
    private final Book book;
    private final List<SentTransaction> transactions = new ArrayList<>();

    public TransactionBook(Ledger ledger, Book book) {
        this.ledger = ledger;
        this.book = book;
    }

    /// @param producer who begins it
    public SentTransaction newTransaction(String producer) {
        var transaction = new SentTransaction("transaction " + transactions.size() + " of " + producer);
        transactions.add(transaction);
        return transaction;
    }

    /// What may be said of the offset that the transactions of an id commit.
    public OffsetBook offsets(String transactionalId, String group, TopicPartition partition) {
        return new OffsetBook(transactionalId, group, partition, ledger, transactions);
    }

    /// A producer hears that its transaction has ended as it wanted.
    public void ended(SentTransaction transaction, boolean commit) {
        transaction.told(commit ? Told.COMMITTED : Told.ABORTED);
        // What is not in the journal yet may not be said.
        audit(transaction, book.transactions());
    }

    /// A reader of committed records gets an answer, and does with it what Kafka's consumers do.
    ///
    /// @param offset that it has asked for
    /// @return the offset that it asks for next
    public long deliver(TopicIdPartition partition, long offset, PartitionRead.Records records) {
        var begun = new ArrayDeque<>(records.aborted().stream()
                .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                .toList());
        var aborted = new HashSet<Long>();
        long next = offset;
        for (ReadBatch read : records.batches()) {
            ByteBuffer bytes = read.copy();
            BatchHeader header = BatchHeader.read(bytes);
            while (!begun.isEmpty() && begun.peek().firstOffset() <= read.lastOffset()) {
                aborted.add(begun.remove().producerId());
            }
            if (header.control() && !TransactionMarker.read(bytes).commit()) {
                aborted.remove(header.producerId());
            }
            boolean passedOver = header.transactional() && aborted.contains(header.producerId());
            require(partition, read, header, passedOver);
            book.deliver(partition, next, read);
            next = read.lastOffset() + 1;
        }
        return next;
    }

    private void require(TopicIdPartition partition, ReadBatch read, BatchHeader header, boolean passedOver) {
        if (read.lastOffset() >= ledger.lastStableOffset(partition)) {
            throw new Violation("a reader of committed records is given " + header + " of " + partition
                    + ", the last stable offset is " + ledger.lastStableOffset(partition));
        }
        if (header.control() || header.recordCount() == 0) {
            return;
        }
        Transaction transaction = ledger.transactionAt(partition, read.baseOffset());
        boolean committed = transaction == null || transaction.committed();
        if (committed == passedOver) {
            throw new Violation("a reader of committed records " + (passedOver ? "passes over " : "takes ") + header
                    + " of " + partition + ", which is of " + transaction);
        }
    }

    /// Holds all that producers were told against the journal.
    public void audit() {
        Map<SentBatch, List<Transaction>> places = book.transactions();
        transactions.forEach(transaction -> audit(transaction, places));
    }

    private void audit(SentTransaction transaction, Map<SentBatch, List<Transaction>> places) {
        boolean anyCommitted = false;
        boolean allCommitted = true;
        for (SentBatch batch : transaction.batches()) {
            List<Transaction> of = places.getOrDefault(batch, List.of());
            anyCommitted |= of.stream().anyMatch(Transaction::committed);
            allCommitted &= !of.isEmpty() && of.stream().allMatch(Transaction::committed);
        }
        boolean ofBatches = !transaction.batches().isEmpty();
        if (anyCommitted && !allCommitted) {
            throw new Violation("part of " + transaction + " is committed: " + told(transaction, places));
        }
        if (anyCommitted && !transaction.commitAsked()) {
            throw new Violation(transaction + " is committed, and nobody has asked for that");
        }
        if (transaction.told() == Told.COMMITTED && ofBatches && !allCommitted) {
            throw new Violation(transaction + " was said to be committed, and is not: " + told(transaction, places));
        }
        if (transaction.told() == Told.ABORTED && anyCommitted) {
            throw new Violation(transaction + " was said to be aborted, and is not: " + told(transaction, places));
        }
    }

    private static String told(SentTransaction transaction, Map<SentBatch, List<Transaction>> places) {
        var told = new StringBuilder(transaction.told().toString());
        transaction
                .batches()
                .forEach(batch -> told.append(", batch ")
                        .append(batch.number())
                        .append(" in ")
                        .append(places.getOrDefault(batch, List.of())));
        return told.toString();
    }

    /// Holds what producers were told of their transactions against the offsets that groups have, once all shards
    /// know of all ends.
    public void auditOffsets() {
        Map<SentBatch, List<Transaction>> places = book.transactions();
        for (SentTransaction transaction : transactions) {
            SentTransaction.Offset offset = transaction.offset();
            if (offset == null) {
                continue;
            }
            boolean counted = ledger.groups().everCommitted(offset.group(), offset.partition(), offset.value());
            if (counted && !transaction.commitAsked()) {
                throw new Violation(
                        "offset " + offset + " of " + transaction + " counts, and nobody has asked for that");
            }
            if (transaction.told() != Told.NOTHING && counted != (transaction.told() == Told.COMMITTED)) {
                throw new Violation("offset " + offset + " of " + transaction
                        + (counted ? " counts, " : " does not count, ") + told(transaction, places));
            }
            boolean ofBatches = !transaction.batches().isEmpty();
            if (ofBatches && transaction.commitAsked() && counted != isCommitted(transaction, places)) {
                throw new Violation("offset " + offset + " of " + transaction
                        + (counted ? " counts, " : " does not count, ") + told(transaction, places));
            }
        }
    }

    private static boolean isCommitted(SentTransaction transaction, Map<SentBatch, List<Transaction>> places) {
        return places.getOrDefault(transaction.batches().getFirst(), List.of()).stream()
                .anyMatch(Transaction::committed);
    }
}
