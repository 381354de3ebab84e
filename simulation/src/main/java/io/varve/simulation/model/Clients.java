package io.varve.simulation.model;

/// What the clients did and heard.
///
/// @param sends by batch, four bits each: how often it was sent
/// @param told by batch, four bits each: one more than the offset that it was acknowledged with, 0 while it was not
/// @param failed the batches that were told a definite error, as bits
record Clients(int sends, int told, int failed) {

    static final Clients SILENT = new Clients(0, 0, 0);

    int sends(Batch batch) {
        return sends >>> (4 * batch.number()) & 15;
    }

    Clients sent(Batch batch) {
        return new Clients(sends + (1 << 4 * batch.number()), told, failed);
    }

    boolean isAcknowledged(Batch batch) {
        return offset(batch) >= 0;
    }

    /// −1 while it is not acknowledged.
    int offset(Batch batch) {
        return (told >>> (4 * batch.number()) & 15) - 1;
    }

    Clients acknowledged(Batch batch, int offset) {
        return new Clients(sends, told & ~(15 << 4 * batch.number()) | (offset + 1) << 4 * batch.number(), failed);
    }

    Clients failed(Batch batch) {
        return new Clients(sends, told, failed | 1 << batch.number());
    }

    boolean isFailed(Batch batch) {
        return (failed & 1 << batch.number()) != 0;
    }

    void mix(Fingerprint into) {
        into.mix(sends).mix(told).mix(failed);
    }
}
