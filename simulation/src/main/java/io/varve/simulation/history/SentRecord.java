package io.varve.simulation.history;

import org.jspecify.annotations.Nullable;

/// What is known of a record that a producer sent. There is one for each in a history, so it is small.
final class SentRecord {

    final long op;
    final long value;
    final Producer producer;
    final PartitionLog partition;

    /// Of the operation in the graph; of a record in a transaction, its own.
    final int node;

    /// Which it is part of.
    final @Nullable Transaction transaction;

    private Fate fate = Fate.UNKNOWN;
    private long offset = Details.NO_OFFSET;
    private boolean read;
    private boolean moved;

    /// What the producer was told.
    enum Fate {
        UNKNOWN,
        ACKNOWLEDGED,
        FAILED
    }

    /// Who sent it, by which operation.
    record Origin(long op, Producer producer, @Nullable Transaction transaction) {}

    SentRecord(Origin origin, long value, PartitionLog partition, int node) {
        this.op = origin.op;
        this.producer = origin.producer;
        this.transaction = origin.transaction;
        this.value = value;
        this.partition = partition;
        this.node = node;
    }

    Fate fate() {
        return fate;
    }

    void end(Fate told) {
        fate = told;
    }

    /// Where it was first known to stand.
    long offset() {
        return offset;
    }

    boolean isPlaced() {
        return offset != Details.NO_OFFSET;
    }

    /// Notes an offset at which it stands. Returns whether that is the second one that is known.
    boolean place(long at) {
        if (!isPlaced()) {
            offset = at;
        }
        boolean second = at != offset && !moved;
        moved |= second;
        return second;
    }

    /// Whether it stands at more than one offset, and so has no place in the order of operations.
    boolean isMoved() {
        return moved;
    }

    /// Somebody got it who gets committed records only, unless it is part of no transaction.
    void markRead() {
        read = true;
    }

    boolean isRead() {
        return read;
    }

    @Override
    public String toString() {
        return "value " + value + " of " + producer.process() + " in " + partition.name();
    }
}
