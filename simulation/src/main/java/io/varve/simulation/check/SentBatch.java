package io.varve.simulation.check;

/// A batch that a client has sent, and sends again until it knows.
public final class SentBatch {

    private final int number;
    private final int producer;
    private final int recordCount;
    private final boolean idempotent;
    private boolean acknowledged;
    private boolean renamed;
    private int attempts;

    /// @param number distinct in the world, ascending
    SentBatch(int number, int producer, int recordCount, boolean idempotent) {
        this.number = number;
        this.producer = producer;
        this.recordCount = recordCount;
        this.idempotent = idempotent;
    }

    public int number() {
        return number;
    }

    public int producer() {
        return producer;
    }

    public int recordCount() {
        return recordCount;
    }

    public boolean idempotent() {
        return idempotent;
    }

    /// What its records say.
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
