package io.varve.simulation.model;

/// How much of each [Limit] was used up.
///
/// @param counts by limit, four bits each
record Spent(long counts) {

    static final Spent NOTHING = new Spent(0);

    int of(Limit limit) {
        return limit.in(counts);
    }

    Spent plus(Limit limit) {
        return new Spent(limit.plusOne(counts));
    }

    /// Days since the beginning.
    int day() {
        return of(Limit.DAYS);
    }

    /// The journal epoch under which objects are uploaded.
    int epoch() {
        return of(Limit.TICKS);
    }
}
