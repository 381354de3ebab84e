package io.varve.cli.store;

/// So many objects, and what they take together.
record Amount(long objects, long bytes) {

    static final Amount NONE = new Amount(0, 0);

    static Amount of(long bytes) {
        return new Amount(1, bytes);
    }

    Amount plus(Amount more) {
        return new Amount(objects + more.objects, bytes + more.bytes);
    }
}
