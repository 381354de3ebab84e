package io.varve.metadata.state;

/// Why a command was refused. Kafka's error codes for these stand in one class of the listener.
public enum Refusal {
    TOPIC_EXISTS,
    TOPIC_NAME_COLLIDES,
    UNKNOWN_TOPIC,
    UNKNOWN_PARTITION,
    INVALID_PARTITION_COUNT,
    OFFSET_OUT_OF_RANGE,
    /// The shard has applied this flush, or a later one of the same incarnation.
    FLUSH_APPLIED,
    /// The shard no longer knows what it has applied of the incarnation.
    INCARNATION_FORGOTTEN,
    /// The object's epoch has been swept: upload it again under the current one.
    OBJECT_SWEPT,
    /// The runs to be replaced are no longer what the range consists of.
    INPUTS_CHANGED,
    /// The table has another version than the one that was to be replaced.
    TABLE_CHANGED,
    /// An OPEN that comes so late that its topic may have been closed and forgotten.
    OPEN_TOO_LATE,
    /// The node has started anew since.
    STALE_INCARNATION,
    /// Another node coordinates the groups of the shard since.
    STALE_CLAIM,
    /// A write before this one did not come into the journal.
    WRITE_MISSING,
    /// The cluster's first entry is written already.
    NOT_FIRST,
    /// The transactional id is not that of this producer, or of nobody.
    INVALID_PRODUCER_ID_MAPPING,
    /// Another producer has begun to use the transactional id.
    PRODUCER_FENCED,
    /// Not all participants of the last transaction know how it was decided.
    CONCURRENT_TRANSACTIONS,
    /// The transaction cannot be decided so, or not any more.
    INVALID_TXN_STATE,
    /// The command has to bring a producer id along.
    PRODUCER_ID_NEEDED,
    /// The transaction has ended here, or may have.
    TRANSACTION_OVER,
    /// The transaction is not the one that was asked about, or the node that asked did not know of it yet.
    ANOTHER_TRANSACTION
}
