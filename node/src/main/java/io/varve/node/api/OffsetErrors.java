package io.varve.node.api;

import io.varve.log.read.OffsetAnswer;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Kafka's error codes for what came of a question about offsets.
final class OffsetErrors {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetErrors.class);

    private OffsetErrors() {}

    static Errors of(OffsetAnswer answer) {
        return switch (answer) {
            case OffsetAnswer.Found found -> Errors.NONE;
            case OffsetAnswer.None none -> Errors.NONE;
            case OffsetAnswer.UnknownPartition unknown -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case OffsetAnswer.Corrupt(String message) -> {
                LOG.error("offset not found, the log is damaged reason=\"{}\"", message);
                yield Errors.CORRUPT_MESSAGE;
            }
            case OffsetAnswer.StorageFailed(RuntimeException cause) -> {
                LOG.warn("offset not found, a store failed reason=\"{}\"", cause.toString());
                yield Errors.KAFKA_STORAGE_ERROR;
            }
        };
    }
}
