package io.varve.simulation.model;

/// One decision of the protocol, made wrongly. The model must refute each, within a bound of its own that is as small
/// as lets it show.
enum Mutant {
    NONE("the protocol as it is", Bound.entries(3, 0, 1)),
    UNCONDITIONAL_APPEND("an append overwrites what stands at its sequence", Bound.entries(3, 0, 1)),
    ACKNOWLEDGES_EARLY("batches are acknowledged before the append is answered", Bound.entries(3, 0, 1)),
    TIMEOUT_IS_FAILURE("an append without an answer is given up and planned anew", faulty(3, 0, 1)),
    TIMEOUT_IS_TOLD_AS_FAILURE("an append without an answer is told as a definite error", faulty(3, 0, 1)),
    OCCUPIED_IS_OURS("a refused append is taken for a lost reply without reading", Bound.entries(3, 0, 1)),
    OCCUPIED_IS_ANOTHERS("a refused append is taken for another's without reading", faulty(3, 0, 1)),
    KEEPS_OLD_OFFSETS("the loser of a race appends its old plan at the next sequence", Bound.entries(3, 0, 1)),
    NO_FLUSH_IDS("an append without an answer is given up, and flushes are not told apart", faulty(3, 2)),
    REUSES_INCARNATION(
            "a writer that comes back keeps its incarnation",
            Bound.entries(3, 0, 3).with(Limit.KILLS, 1)),
    DUPLICATE_GETS_NEW_OFFSET(
            "a batch that was sent again is taken for a new one",
            Bound.entries(3, 0).with(Limit.SENDS, 2)),
    NO_FLOOR_CHECK("a trimmed sequence counts when the append succeeded", trimmed(2)),
    STALE_FLOOR_CHECK("a look at the bound counts however old it is", trimmed(2)),
    PASSED_IS_OURS("an entry counts as soon as the replica has passed its sequence", trimmed(2)),
    RECORDS_ENTRY_TIME(
            "a bound is recorded with the time of the last entry", trimmed(1).with(Limit.FAULTS, 1)),
    TRIMS_AT_ONCE("entries are deleted as soon as the bound is recorded", trimmed(0)),
    TRIMS_WITH_ONE_SNAPSHOT("entries are deleted with one confirmed snapshot", rotten()),
    TRIMS_UNCONFIRMED("entries are deleted with one snapshot that nobody has confirmed", rotten()),
    TRIMS_INLINED(
            "entries are deleted although they hold the bytes of a live run",
            Bound.entries(6, 2).with(Limit.SNAPSHOTS, 3).with(Limit.DAYS, 1)),
    SWEEPS_BY_AGE("what no state names is deleted, whatever its epoch", swept()),
    SWEEPS_BEFORE_APPLIED("objects are deleted when SWEEP is asked for", swept()),
    SWEEPS_WITHOUT_ENTRY("objects of earlier epochs are deleted without a SWEEP", swept()),
    DELETES_INPUTS(
            "the compactor deletes its inputs itself", Bound.entries(3, 0).with(Limit.COMPACTIONS, 1)),
    COMPACT_UNCHECKED(
            "a COMPACT is written although its inputs have changed",
            Bound.entries(3, 0).with(Limit.COMPACTIONS, 1).with(Limit.LOG_TRIMS, 1)),
    UPLOADS_AFTER_ENTRY("an object is uploaded once its entry is written", Bound.entries(3, 0)),
    READER_ANSWERS_STALE(
            "an end offset comes from a view that was not refreshed",
            Bound.entries(3, 0).with(Limit.READS, 1));

    private final String description;
    private final Bound bound;

    Mutant(String description, Bound bound) {
        this.description = description;
        this.bound = bound;
    }

    String description() {
        return description;
    }

    Bound bound() {
        return bound;
    }

    private static Bound faulty(int entries, Integer... batches) {
        return Bound.entries(entries, batches).with(Limit.FAULTS, 1);
    }

    /// Long enough for B to trim the place that A is about to use.
    private static Bound trimmed(int days) {
        return Bound.entries(6, 0, 1).with(Limit.SNAPSHOTS, 3).with(Limit.DAYS, days);
    }

    private static Bound rotten() {
        return Bound.entries(6, 0, 1)
                .with(Limit.SNAPSHOTS, 2)
                .with(Limit.DAYS, 1)
                .with(Limit.FAULTS, 1);
    }

    private static Bound swept() {
        return Bound.entries(3, 0).with(Limit.SWEEPS, 1);
    }
}
