package io.varve.simulation.history;

import io.varve.simulation.history.Details.Span;
import io.varve.simulation.history.SentRecord.Fate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Kafka's transactions, and the rules about them as a whole.
///
/// Their records stand between those of others, and consumers see them in one partition before they do in another. So
/// a transaction is no node of the graph: each of its records is one, and its commit, which all of them precede, and
/// which precedes whoever gets a record because it was committed.
///
/// ```
///   record --+
///   record --+--> commit --> polls of committed records
///   record --+
/// ```
final class Transactions {

    private final Anomalies anomalies;
    private final Dependencies dependencies;
    private final Map<String, Transaction> open = new HashMap<>();
    private final List<Transaction> all = new ArrayList<>();

    Transactions(Anomalies anomalies, Dependencies dependencies) {
        this.anomalies = anomalies;
        this.dependencies = dependencies;
    }

    /// A process begins the transaction whose records are to be added to it.
    Transaction begin(Event event) {
        var begun = new Transaction(event.op(), event.process(), event.details().consumed());
        if (open.put(event.process(), begun) != null) {
            throw new BadHistoryException(event.process() + " begins a transaction in another one");
        }
        all.add(begun);
        return begun;
    }

    /// A process asks for the commit of its transaction.
    void askCommit(Event event, int moment) {
        Transaction committing = open.get(event.process());
        if (committing == null || committing.isCommitAsked()) {
            throw new BadHistoryException(event.process() + " has no transaction to commit");
        }
        int node = dependencies.node(event.op(), moment);
        committing.askCommit(node);
        committing.records().forEach(record -> dependencies.add(record.node, node, Dependency.WW));
    }

    /// The transaction of a process, if it is in one of Kafka's, has ended.
    Optional<Transaction> end(String process, Fate fate) {
        @Nullable Transaction ended = open.remove(process);
        if (ended == null) {
            return Optional.empty();
        }
        if (fate == Fate.ACKNOWLEDGED && !ended.isCommitAsked()) {
            throw new BadHistoryException(ended + " is committed, but nobody asked for that");
        }
        ended.end(fate);
        return Optional.of(ended);
    }

    /// Somebody got a record of it who gets committed ones only.
    void gotCommitted(Transaction transaction, long op, int node) {
        if (transaction.isCommitAsked()) {
            dependencies.add(transaction.commitNode(), node, Dependency.WR);
        } else if (transaction.fate() == Fate.UNKNOWN && transaction.markReadTooEarly()) {
            anomalies.add(
                    Rule.INTERMEDIATE_READ,
                    List.of(transaction.op, op),
                    "a record of " + transaction + " was read before its commit was asked for");
        }
    }

    /// To be called once, when all is known that was read.
    void check() {
        Map<String, List<Consumption>> consumptions = new TreeMap<>();
        for (Transaction transaction : all) {
            if (transaction.fate() == Fate.UNKNOWN) {
                checkWhole(transaction);
            }
            if (transaction.consumed != null && isCommitted(transaction)) {
                String group = transaction.consumed.group();
                transaction
                        .consumed
                        .spans()
                        .forEach((partition, span) -> consumptions
                                .computeIfAbsent(group + " of " + partition, any -> new ArrayList<>())
                                .add(new Consumption(transaction, span)));
            }
        }
        consumptions.forEach(this::checkConsumed);
    }

    private static boolean isCommitted(Transaction transaction) {
        return switch (transaction.fate()) {
            case ACKNOWLEDGED -> true;
            case UNKNOWN -> transaction.isRead();
            case FAILED -> false;
        };
    }

    private record Consumption(Transaction transaction, Span span) {}

    private void checkWhole(Transaction transaction) {
        List<SentRecord> missing =
                transaction.records().stream().filter(Transactions::isMissing).toList();
        if (!missing.isEmpty() && transaction.isRead()) {
            anomalies.add(
                    Rule.TORN_TRANSACTION,
                    List.of(transaction.op),
                    "of " + transaction + ", " + missing.size() + " of "
                            + transaction.records().size() + " records were not got, such as " + missing.getFirst());
        }
    }

    private static boolean isMissing(SentRecord record) {
        return !record.isRead()
                && (record.isPlaced()
                        ? record.partition.isCovered(record.offset())
                        : record.partition.readTo().isPresent());
    }

    private void checkConsumed(String what, List<Consumption> consumptions) {
        consumptions.sort(
                Comparator.comparingLong(consumption -> consumption.span().from()));
        long reached = 0;
        long before = Details.NO_OFFSET;
        for (Consumption consumption : consumptions) {
            Span span = consumption.span();
            long op = consumption.transaction().op;
            String text =
                    "group " + what + ": " + consumption.transaction() + " consumed from " + span.from() + ", but";
            if (span.from() < reached) {
                anomalies.add(
                        Rule.CONSUMED_TWICE,
                        List.of(before, op),
                        text + " another one has up to " + reached + " before");
            } else if (span.from() > reached) {
                anomalies.add(Rule.NOT_CONSUMED, List.of(op), text + " none before went beyond " + reached);
            }
            if (span.to() > reached) {
                reached = span.to();
                before = op;
            }
        }
    }
}
