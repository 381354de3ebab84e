package io.varve.kafka.records;

/// Why a batch is not taken; Kafka has an error code of the same name for each.
public enum BatchFault {
    INVALID_RECORD,
    CORRUPT_MESSAGE,
    MESSAGE_TOO_LARGE,
    UNSUPPORTED_COMPRESSION_TYPE,
    INVALID_TIMESTAMP
}
