package io.varve.simulation.model;

/// The batches that wait at a writer for their place, and the flush numbers that they have been planned with. Packed,
/// for there are very many.
///
/// @param sent by batch, four bits each: 0 if it does not wait, else one more than `2 · send + epoch` of its object
/// @param flushes by batch, four bits each: one more than the flush number of its last plan, 0 before the first
record Waiting(int sent, int flushes) {

    static final Waiting NONE = new Waiting(0, 0);

    private static final int BITS = 4;
    private static final int MASK = 15;

    boolean holds(Batch batch) {
        return field(sent, batch) != 0;
    }

    int send(Batch batch) {
        return (field(sent, batch) - 1) >> 1;
    }

    int epoch(Batch batch) {
        return (field(sent, batch) - 1) & 1;
    }

    /// −1 if it was never planned.
    int flushNumber(Batch batch) {
        return field(flushes, batch) - 1;
    }

    Waiting with(Batch batch, int send, int epoch) {
        return new Waiting(set(sent, batch, 1 + 2 * send + epoch), set(flushes, batch, 0));
    }

    Waiting planned(Batch batch, int flushNumber) {
        return new Waiting(sent, set(flushes, batch, 1 + flushNumber));
    }

    Waiting without(Batch batch) {
        return new Waiting(set(sent, batch, 0), set(flushes, batch, 0));
    }

    private static int field(int all, Batch batch) {
        return all >>> (BITS * batch.number()) & MASK;
    }

    private static int set(int all, Batch batch, int value) {
        int shift = BITS * batch.number();
        return all & ~(MASK << shift) | value << shift;
    }
}
