package io.varve.clients.transactions;

import io.varve.clients.transactions.TransactionLine.Outcome;
import io.varve.clients.transactions.TransactionLine.Sent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what a consumer of committed records has seen of one producer with what the producer wrote down of its
/// transactions. Feed it every record of that producer, in order within a partition, then ask for the [#verdict].
///
/// Demanded: each record of a committed transaction is there once, in its partition; of an aborted one none is; of one
/// whose
/// outcome is unknown all are or none; those of a partition stand in the order of sending.
final class TransactionCheck {
    private static final int VIOLATIONS_KEPT = 20;

    private final List<TransactionLine> transactions;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<Integer, Origin> last = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long violationCount;

    /// @param place among all that the producer sent
    private record Origin(long place, TransactionLine transaction, Sent sent) {}

    /// Transactions of which a consumer of committed records sees what it must not.
    ///
    /// @param torn of which it sees a part
    /// @param lost that are committed, and of which it does not see all
    /// @param abortedRead that are aborted, and of which it sees something
    record Anomalies(long torn, long lost, long abortedRead) {}

    /// @param failed transactions that did not end as was decided
    /// @param records of all transactions that a consumer sees
    /// @param violations the first of them
    record Verdict(
            long committed,
            long aborted,
            long unknown,
            long failed,
            long records,
            Anomalies anomalies,
            long violationCount,
            List<String> violations) {
        boolean isOk() {
            return violationCount == 0;
        }
    }

    TransactionCheck(List<TransactionLine> transactions) {
        this.transactions = List.copyOf(transactions);
        for (TransactionLine transaction : transactions) {
            for (Sent sent : transaction.records()) {
                origins.put(sent.value(), new Origin(origins.size(), transaction, sent));
            }
        }
    }

    void record(int partition, long offset, String value) {
        String at = value + " at " + partition + "@" + offset;
        Origin origin = origins.get(value);
        if (origin == null) {
            violation("stranger: " + at + " is of no transaction");
            return;
        }
        if (origin.transaction().outcome() == Outcome.ABORT) {
            violation("aborted: " + at + " is of an aborted transaction");
        }
        if (!seen.add(value)) {
            violation("duplicate: " + at + " was there before");
            return;
        }
        if (origin.sent().partition() != partition) {
            violation("moved: " + at + " was sent to partition " + origin.sent().partition());
        }
        Origin before = last.put(partition, origin);
        if (before != null && before.place() > origin.place()) {
            violation("order: " + at + " comes after " + before.sent().value());
        }
    }

    Verdict verdict() {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        long failed = 0;
        for (TransactionLine transaction : transactions) {
            counts.merge(transaction.outcome(), 1L, Long::sum);
            failed += transaction.outcome() == transaction.decided() ? 0 : 1;
            checkPresent(transaction);
        }
        return new Verdict(
                counts.getOrDefault(Outcome.COMMIT, 0L),
                counts.getOrDefault(Outcome.ABORT, 0L),
                counts.getOrDefault(Outcome.UNKNOWN, 0L),
                failed,
                seen.size(),
                anomalies(),
                violationCount,
                List.copyOf(violations));
    }

    private Anomalies anomalies() {
        long torn = 0;
        long lost = 0;
        long abortedRead = 0;
        for (TransactionLine transaction : transactions) {
            long there = transaction.records().stream()
                    .filter(sent -> seen.contains(sent.value()))
                    .count();
            boolean all = there == transaction.records().size();
            torn += there > 0 && !all ? 1 : 0;
            lost += transaction.outcome() == Outcome.COMMIT && !all ? 1 : 0;
            abortedRead += transaction.outcome() == Outcome.ABORT && there > 0 ? 1 : 0;
        }
        return new Anomalies(torn, lost, abortedRead);
    }

    private void checkPresent(TransactionLine transaction) {
        List<String> missing = transaction.records().stream()
                .map(Sent::value)
                .filter(value -> !seen.contains(value))
                .toList();
        switch (transaction.outcome()) {
            case COMMIT -> missing.forEach(value -> violation("lost: " + value + " was committed"));
            case UNKNOWN -> {
                if (!missing.isEmpty() && missing.size() < transaction.records().size()) {
                    violation("torn: of transaction " + transaction.number() + " these are missing: " + missing);
                }
            }
            case ABORT -> {} // each of its records was a violation when it came
        }
    }

    private void violation(String text) {
        violationCount++;
        if (violations.size() < VIOLATIONS_KEPT) {
            violations.add(text);
        }
    }
}
