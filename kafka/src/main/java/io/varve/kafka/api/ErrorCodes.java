package io.varve.kafka.api;

import io.varve.kafka.records.BatchFault;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.replica.ClockSkewException;
import io.varve.metadata.replica.ProposalException;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.Refusal;
import io.varve.storage.StoreException;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;

/// What Kafka calls the outcomes of Varve: the one place where they are translated.
public final class ErrorCodes {

    private ErrorCodes() {}

    public static Errors of(Refusal refusal) {
        return switch (refusal) {
            case TOPIC_EXISTS -> Errors.TOPIC_ALREADY_EXISTS;
            case TOPIC_NAME_COLLIDES -> Errors.INVALID_TOPIC_EXCEPTION;
            case UNKNOWN_TOPIC, UNKNOWN_PARTITION -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case INVALID_PARTITION_COUNT -> Errors.INVALID_PARTITIONS;
            case OFFSET_OUT_OF_RANGE -> Errors.OFFSET_OUT_OF_RANGE;
            // The topic was created so long ago without being finished that nobody can finish it any more.
            case OPEN_TOO_LATE -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case STALE_CLAIM, WRITE_MISSING -> Errors.NOT_COORDINATOR;
            case INVALID_PRODUCER_ID_MAPPING -> Errors.INVALID_PRODUCER_ID_MAPPING;
            case PRODUCER_FENCED -> Errors.PRODUCER_FENCED;
            case CONCURRENT_TRANSACTIONS -> Errors.CONCURRENT_TRANSACTIONS;
            case INVALID_TXN_STATE, TRANSACTION_OVER -> Errors.INVALID_TXN_STATE;
            // Who asks about the present one asks again, and the node knows it then.
            case ANOTHER_TRANSACTION -> Errors.COORDINATOR_LOAD_IN_PROGRESS;
            case FLUSH_APPLIED,
                    PRODUCER_ID_NEEDED,
                    INCARNATION_FORGOTTEN,
                    OBJECT_SWEPT,
                    INPUTS_CHANGED,
                    TABLE_CHANGED,
                    STALE_INCARNATION,
                    NOT_FIRST ->
                // No client asks for what these refuse.
                Errors.UNKNOWN_SERVER_ERROR;
        };
    }

    public static Errors of(BatchRejection rejection) {
        return switch (rejection) {
            case UNKNOWN_TOPIC_OR_PARTITION -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case OUT_OF_ORDER_SEQUENCE_NUMBER -> Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
            case INVALID_PRODUCER_EPOCH -> Errors.INVALID_PRODUCER_EPOCH;
            case INVALID_TXN_STATE -> Errors.INVALID_TXN_STATE;
        };
    }

    public static Errors of(BatchFault fault) {
        return switch (fault) {
            case INVALID_RECORD -> Errors.INVALID_RECORD;
            case CORRUPT_MESSAGE -> Errors.CORRUPT_MESSAGE;
            case MESSAGE_TOO_LARGE -> Errors.MESSAGE_TOO_LARGE;
            case UNSUPPORTED_COMPRESSION_TYPE -> Errors.UNSUPPORTED_COMPRESSION_TYPE;
            case INVALID_TIMESTAMP -> Errors.INVALID_TIMESTAMP;
        };
    }

    /// UNKNOWN_SERVER_ERROR for what nobody has foreseen. Trouble of the stores gets an error that clients
    /// retry: it may pass, and whether a change took effect may be unknown.
    public static Errors of(Throwable thrown) {
        return switch (cause(thrown)) {
            case ApiException kafka -> Errors.forException(kafka);
            case ProposalException unanswered -> Errors.REQUEST_TIMED_OUT;
            case JournalException journal -> Errors.KAFKA_STORAGE_ERROR;
            case StoreException store -> Errors.KAFKA_STORAGE_ERROR;
            case ClockSkewException clock -> Errors.KAFKA_STORAGE_ERROR;
            case ReplicaHaltedException halted -> Errors.KAFKA_STORAGE_ERROR;
            case Throwable unforeseen -> Errors.UNKNOWN_SERVER_ERROR;
        };
    }

    /// What a stage failed with, without the exceptions that stages wrap it in.
    public static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
