package io.varve.metadata.transaction;

import io.varve.core.MalformedDataException;

/// How far the transaction of a transactional id is. Names and numbers are Kafka's.
///
/// ```
///   EMPTY ──► ONGOING ──┬──► PREPARE_COMMIT ──► COMPLETE_COMMIT ──► ONGOING
///                       └──► PREPARE_ABORT ───► COMPLETE_ABORT ───► ONGOING
/// ```
public enum TransactionState {
    /// There has been none.
    EMPTY(0, "Empty"),
    /// It takes records and offsets.
    ONGOING(1, "Ongoing"),
    /// It is committed, and not all participants know.
    PREPARE_COMMIT(2, "PrepareCommit"),
    /// It is aborted, and not all participants know.
    PREPARE_ABORT(3, "PrepareAbort"),
    COMPLETE_COMMIT(4, "CompleteCommit"),
    COMPLETE_ABORT(5, "CompleteAbort");

    private final int number;
    private final String kafkaName;

    TransactionState(int number, String kafkaName) {
        this.number = number;
        this.kafkaName = kafkaName;
    }

    public int number() {
        return number;
    }

    public String kafkaName() {
        return kafkaName;
    }

    /// Whether it is decided, and somebody has yet to hear of it.
    public boolean prepared() {
        return this == PREPARE_COMMIT || this == PREPARE_ABORT;
    }

    /// Whether the next transaction may begin.
    public boolean settled() {
        return this != ONGOING && !prepared();
    }

    static TransactionState prepared(boolean commit) {
        return commit ? PREPARE_COMMIT : PREPARE_ABORT;
    }

    static TransactionState ofNumber(int number) {
        for (TransactionState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new MalformedDataException("no state of a transaction has the number " + number);
    }
}
