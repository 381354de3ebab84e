package io.varve.simulation.model;

/// What a search may have only so many of.
enum Limit {
    /// The last sequence that is appended to; the entry that opens the topic is 0.
    ENTRIES(0),
    /// How often a batch of an idempotent producer is sent: to its home first, then to either writer.
    SENDS(1),
    /// How often the reader reads on.
    READS(2),
    /// Appends that are refused, lose their reply or land late; reads that fail; snapshots that rot.
    FAULTS(3),
    /// Writers that die and come back with nothing but what is durable.
    KILLS(4),
    /// Days that pass: each is longer than any time-out, and as long as a trim waits.
    DAYS(5),
    /// Snapshots that are written; each is confirmed as well.
    SNAPSHOTS(6),
    /// Sweeps of the objects of earlier epochs, each with a tick of the epoch; 1 at most.
    SWEEPS(7),
    /// Compactions that are begun, by either writer; 3 at most.
    COMPACTIONS(8),
    /// Log starts that are raised.
    LOG_TRIMS(9),
    /// Ticks of the epoch; as many as sweeps.
    TICKS(10),
    /// Cleanings of the oldest run, whose record a later one follows: all batches have one key.
    CLEANINGS(11);

    private static final int BITS = 4;
    private static final long MASK = 15;

    private final int shift;

    Limit(int place) {
        shift = BITS * place;
    }

    /// How often it was, by counts of four bits each.
    int in(long counts) {
        return (int) (counts >>> shift & MASK);
    }

    /// The counts with one more of it.
    long plusOne(long counts) {
        return counts + (1L << shift);
    }
}
