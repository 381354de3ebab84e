package io.varve.simulation.model;

/// The bounds that are searched unless others are asked for. One bound for everything at once would be beyond any
/// machine; each of these has everything that can get into the way of its subject.
enum Space {
    /// Races, lost replies, late puts, kills and retries at the other writer.
    COMMIT(
            Bound.entries(4, 0, 1)
                    .with(Limit.SENDS, 2)
                    .with(Limit.FAULTS, 1)
                    .with(Limit.KILLS, 1)
                    .with(Limit.READS, 1),
            Bound.entries(3, 0, 1)
                    .with(Limit.SENDS, 2)
                    .with(Limit.FAULTS, 1)
                    .with(Limit.KILLS, 1)
                    .with(Limit.READS, 1)),

    /// Snapshots and trims, by a writer that goes on while the other sleeps for days.
    TRIM(
            Bound.entries(6, 0, 1).with(Limit.FAULTS, 1).with(Limit.DAYS, 2).with(Limit.SNAPSHOTS, 2),
            Bound.entries(6, 0, 1).with(Limit.DAYS, 2).with(Limit.SNAPSHOTS, 3)),

    /// Sweeps by epoch and compactions, beside late puts and a log start that rises.
    SWEEP(
            Bound.entries(4, 0, 1)
                    .with(Limit.READS, 1)
                    .with(Limit.FAULTS, 1)
                    .with(Limit.SWEEPS, 1)
                    .with(Limit.COMPACTIONS, 1)
                    .with(Limit.LOG_TRIMS, 1),
            Bound.entries(4, 0, 1)
                    .with(Limit.SWEEPS, 1)
                    .with(Limit.COMPACTIONS, 1)
                    .with(Limit.LOG_TRIMS, 1)),

    /// Cleanings of a compacted log beside compactions of what is cleaned.
    CLEAN(
            Bound.entries(5, 0, 1)
                    .with(Limit.FAULTS, 1)
                    .with(Limit.KILLS, 1)
                    .with(Limit.COMPACTIONS, 1)
                    .with(Limit.CLEANINGS, 1)
                    .with(Limit.LOG_TRIMS, 1),
            Bound.entries(5, 0, 1).with(Limit.COMPACTIONS, 2).with(Limit.CLEANINGS, 1));

    private final Bound whole;
    private final Bound small;

    Space(Bound whole, Bound small) {
        this.whole = whole;
        this.small = small;
    }

    Bound bound(boolean small) {
        return small ? this.small : whole;
    }
}
