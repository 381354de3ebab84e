package io.varve.ingest.produce;

import io.varve.ingest.write.BatchOutcome;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;

/// What a producer is told of a batch.
final class ProduceErrors {

    private ProduceErrors() {}

    static void fill(PartitionProduceResponse answer, BatchOutcome outcome) {
        switch (outcome) {
            case BatchOutcome.Decided(BatchVerdict verdict) -> fill(answer, verdict);
            case BatchOutcome.NotWritten notWritten ->
                answer.setErrorCode(error(notWritten.cause()).code()).setErrorMessage(notWritten.message());
            case BatchOutcome.Unknown unknown ->
                answer.setErrorCode(Errors.REQUEST_TIMED_OUT.code()).setErrorMessage(unknown.message());
        }
    }

    /// A duplicate is no error: it is answered as it was the first time.
    private static void fill(PartitionProduceResponse answer, BatchVerdict verdict) {
        switch (verdict) {
            case BatchVerdict.Accepted accepted ->
                answer.setBaseOffset(accepted.baseOffset()).setLogStartOffset(accepted.logStartOffset());
            case BatchVerdict.Duplicate duplicate ->
                answer.setBaseOffset(duplicate.baseOffset()).setLogStartOffset(duplicate.logStartOffset());
            case BatchVerdict.Rejected rejected ->
                answer.setErrorCode(error(rejected.rejection()).code());
            case BatchVerdict.Held held -> throw new IllegalArgumentException("a held batch has no outcome");
        }
    }

    private static Errors error(BatchRejection rejection) {
        return switch (rejection) {
            case UNKNOWN_TOPIC_OR_PARTITION -> Errors.UNKNOWN_TOPIC_OR_PARTITION;
            case OUT_OF_ORDER_SEQUENCE_NUMBER -> Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
            case INVALID_PRODUCER_EPOCH -> Errors.INVALID_PRODUCER_EPOCH;
        };
    }

    /// All of these have the producer try again; the second has it look for another node first.
    private static Errors error(BatchOutcome.Cause cause) {
        return switch (cause) {
            case STORE, PREDECESSOR -> Errors.KAFKA_STORAGE_ERROR;
            case NODE -> Errors.NOT_LEADER_OR_FOLLOWER;
        };
    }
}
