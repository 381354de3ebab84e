package io.varve.simulation.history;

/// What an operation is about, in a history's field `f`.
public enum Action {
    /// A producer begins; its promise is in `producer`. Nothing is sent by a process that did not begin so.
    /// Or a consumer does; what it sees of transactions is in `isolation`.
    OPEN,
    /// Records go to their partitions; `sends` has their values and, once they are acknowledged, their offsets.
    SEND,
    /// A consumer goes to positions, which are in `offsets`.
    ASSIGN,
    /// A consumer reads on from its positions; `polled` has what it got.
    POLL,
    /// The ends of partitions are asked for; `offsets` has the answers. Each is one that held while it was asked
    /// for.
    END_OFFSETS,
    /// Several of the above at once, in one atomic step; of a transactional producer, one of Kafka's
    /// transactions: `sends` has its records, which stand between those of others, and `consumed` whose
    /// offsets it commits with them. It fails if it was aborted, or if nobody asked for its commit.
    TXN,
    /// A producer asks for the commit of the transaction that it has begun, which goes on until it has ended, too.
    COMMIT,
    /// Something is done to the cluster; what is in `fault`.
    FAULT,
    /// All faults are over; fails if the cluster does not serve again.
    RECOVER,
    /// A consumer that has polled to the positions in `offsets`, after which there is nothing.
    FINAL_READ
}
