package io.varve.simulation.history;

/// What must not be in a history. The names are those of Jepsen's Kafka workload and of Adya's thesis, where they have
/// one.
public enum Rule {
    /// Two values stand at one offset.
    INCONSISTENT_OFFSETS,
    /// One value stands at two offsets, though its producer is idempotent.
    DUPLICATE,
    /// A record was acknowledged, consumers read past it, and none got it.
    LOST_WRITE,
    /// A record was acknowledged at an offset that the final read did not come to.
    UNSEEN_TAIL,
    /// A record was read though its sending failed for good, or its transaction was aborted.
    ABORTED_READ,
    /// A record was read before anybody had asked for the commit of its transaction: a G1b.
    INTERMEDIATE_READ,
    /// Nobody knows how a transaction ended, and consumers got some of its records and not the others.
    TORN_TRANSACTION,
    /// Two transactions that were committed have consumed the same record for the same group.
    CONSUMED_TWICE,
    /// A transaction that was committed has consumed from an offset on up to which no other one had.
    NOT_CONSUMED,
    /// A record was read that nobody sent to that partition.
    PHANTOM_READ,
    /// Within one poll, a consumer went back.
    INTERNAL_NONMONOTONIC_POLL,
    /// From one poll to the next, a consumer went back.
    NONMONOTONIC_POLL,
    /// Within one poll, a consumer did not get a record that others have seen.
    INTERNAL_POLL_SKIP,
    /// Between two polls, or where it began, a consumer did not get a record that others have seen.
    POLL_SKIP,
    /// The records of a producer stand in another order than they were sent in, though it was promised.
    NONMONOTONIC_SEND,
    /// A consumer was told that a position is out of range which was within the log before it asked.
    FALSE_OUT_OF_RANGE,
    /// Operations write over each other in a circle: each wrote somewhere before the next did.
    G0,
    /// Operations learn of each other in a circle: each wrote before, or was read by, the next.
    G1C,
    /// Operations miss each other in a circle: one saw an end before the write of another, which precedes it.
    G2,
    /// What one operation saw or wrote comes before another one that was over before it began.
    REALTIME,
    /// The cluster did not serve again after all faults were over.
    UNAVAILABLE
}
