package io.varve.simulation.model;

/// What can happen next.
enum Move {
    SENDS("is sent a batch"),
    PLANS("plans an entry"),
    ANSWERS("answers from a fresh view, without an entry"),
    APPENDS("appends"),
    REPLY_LOST("appends, and the reply is lost"),
    REFUSED("appends, and the store fails"),
    DELAYED("appends, and the put is under way still when the call is given up"),
    READS_BACK("reads its sequence back"),
    READ_BACK_FAILS("cannot read its sequence back"),
    SETTLES("checks the bound and settles"),
    FOLLOWS("reads the tail"),
    TAIL_READ_FAILS("sees the bound, and cannot read the tail"),
    DIES("dies and comes back"),
    SNAPSHOTS("works on snapshots"),
    TRIMS("works on the trim"),
    SWEEPS("asks for a sweep"),
    DELETES("deletes what nothing names"),
    COMPACTS("uploads a compaction and asks for it"),
    CLEANS("asks for the oldest record to go"),
    TRIMS_LOG("asks for a later log start"),
    LANDS("has a late put land"),
    ROTS("cannot read a snapshot any more"),
    TICKS("enters the next epoch"),
    DAY_PASSES("is a day older"),
    READER_FOLLOWS("follows, delivers and tells the end");

    private final String text;

    Move(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
