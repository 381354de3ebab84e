package io.varve.simulation.history;

import io.varve.simulation.history.Details.Consumed;
import io.varve.simulation.history.SentRecord.Fate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of one of Kafka's transactions.
final class Transaction {

    private static final int NO_NODE = -1;

    final long op;

    /// The process whose transaction it is.
    final String process;

    final @Nullable Consumed consumed;

    private final List<SentRecord> records = new ArrayList<>();
    private int commitNode = NO_NODE;
    private Fate fate = Fate.UNKNOWN;
    private boolean readTooEarly;

    Transaction(long op, String process, @Nullable Consumed consumed) {
        this.op = op;
        this.process = process;
        this.consumed = consumed;
    }

    void add(SentRecord record) {
        records.add(record);
    }

    List<SentRecord> records() {
        return records;
    }

    /// Its commit has been asked for, by what is this node of the graph.
    void askCommit(int node) {
        commitNode = node;
    }

    boolean isCommitAsked() {
        return commitNode != NO_NODE;
    }

    int commitNode() {
        return commitNode;
    }

    void end(Fate told) {
        fate = told;
    }

    Fate fate() {
        return fate;
    }

    /// Returns whether that was not known.
    boolean markReadTooEarly() {
        boolean first = !readTooEarly;
        readTooEarly = true;
        return first;
    }

    /// Whether somebody got a record of it who gets committed ones only.
    boolean isRead() {
        return records.stream().anyMatch(SentRecord::isRead);
    }

    @Override
    public String toString() {
        return "the transaction of " + process;
    }
}
