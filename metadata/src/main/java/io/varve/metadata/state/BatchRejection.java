package io.varve.metadata.state;

/// Why a batch was rejected; Kafka has an error code of the same name for each.
public enum BatchRejection {
    UNKNOWN_TOPIC_OR_PARTITION,
    OUT_OF_ORDER_SEQUENCE_NUMBER,
    INVALID_PRODUCER_EPOCH,
    INVALID_TXN_STATE
}
