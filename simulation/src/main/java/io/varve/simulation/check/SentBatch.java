package io.varve.simulation.check;

import java.util.List;

/// A batch that a client has sent, and sends again until it knows.
public final class SentBatch {

    private final int number;
    private final int producer;
    private final List<SentRecord> records;
    private final boolean idempotent;
    private boolean acknowledged;
    private boolean renamed;
    private int attempts;

    /// @param number distinct in the world, ascending
    SentBatch(int number, int producer, List<SentRecord> records, boolean idempotent) {
        this.number = number;
        this.producer = producer;
        this.records = List.copyOf(records);
        this.idempotent = idempotent;
    }

    public int number() {
        return number;
    }

    public int producer() {
        return producer;
    }

    public int recordCount() {
        return records.size();
    }

    public SentRecord record(int number) {
        return records.get(number);
    }

    public boolean idempotent() {
        return idempotent;
    }

    /// What its records say, by which they are known.
    public String value(int record) {
        return number + "." + record;
    }

    public boolean acknowledged() {
        return acknowledged;
    }

    void acknowledge() {
        acknowledged = true;
    }

    public void attempt() {
        attempts++;
    }

    int attempts() {
        return attempts;
    }

    /// It has been sent under another producer id before, so that nobody can tell that it is there once.
    public void rename() {
        renamed = true;
    }

    boolean renamed() {
        return renamed;
    }
}
