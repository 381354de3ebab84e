package io.varve.ingest.produce;

import io.varve.ingest.write.BatchOutcome;
import io.varve.ingest.write.BatchOutcome.Cause;
import io.varve.kafka.api.ErrorCodes;
import io.varve.kafka.api.Reply;
import io.varve.kafka.records.BatchCheck;
import io.varve.metadata.state.BatchVerdict;
import java.util.List;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;

/// The answer to a produce request in the making: a place for each partition, in the order of the request. Not
/// thread-safe.
final class ProduceAnswer {

    private static final long NONE = -1;

    private final ProduceResponseData response;

    ProduceAnswer(int throttleTimeMs) {
        response = new ProduceResponseData().setThrottleTimeMs(throttleTimeMs);
    }

    Topic addTopic(String name) {
        var topic = new TopicProduceResponse().setName(name);
        response.responses().add(topic);
        return new Topic(topic);
    }

    /// What is said of one topic.
    record Topic(TopicProduceResponse response) {

        Place addPartition(int index) {
            var partition = new PartitionProduceResponse()
                    .setIndex(index)
                    .setBaseOffset(NONE)
                    .setLogAppendTimeMs(NONE)
                    .setLogStartOffset(NONE);
            response.partitionResponses().add(partition);
            return new Place(partition);
        }
    }

    /// What is said of one partition.
    record Place(PartitionProduceResponse response) {

        void refuse(Errors error, String message) {
            response.setErrorCode(error.code()).setErrorMessage(message);
        }

        void refuse(BatchCheck.Failed failed) {
            refuse(ErrorCodes.of(failed.fault()), failed.message());
            if (failed.recordIndex() != BatchCheck.WHOLE_BATCH) {
                response.recordErrors()
                        .add(new BatchIndexAndErrorMessage()
                                .setBatchIndex(failed.recordIndex())
                                .setBatchIndexErrorMessage(failed.message()));
            }
        }

        /// @param logAppendTimeMs what the log gave the records, −1 if they keep their producer's
        void fill(BatchOutcome outcome, long logAppendTimeMs) {
            switch (outcome) {
                case BatchOutcome.Decided(BatchVerdict verdict) -> fill(verdict, logAppendTimeMs);
                case BatchOutcome.NotWritten(Cause cause, String message) -> refuse(error(cause), message);
                case BatchOutcome.Unknown(String message) -> refuse(Errors.REQUEST_TIMED_OUT, message);
            }
        }

        /// A duplicate is no error: its producer did not get the first answer. The time of the original is not
        /// remembered.
        private void fill(BatchVerdict verdict, long logAppendTimeMs) {
            switch (verdict) {
                case BatchVerdict.Accepted accepted ->
                    response.setBaseOffset(accepted.baseOffset())
                            .setLogStartOffset(accepted.logStartOffset())
                            .setLogAppendTimeMs(logAppendTimeMs);
                case BatchVerdict.Duplicate duplicate ->
                    response.setBaseOffset(duplicate.baseOffset()).setLogStartOffset(duplicate.logStartOffset());
                case BatchVerdict.Rejected rejected -> {
                    Errors error = ErrorCodes.of(rejected.rejection());
                    refuse(error, error.message());
                }
                case BatchVerdict.Held held -> throw new IllegalArgumentException("a held batch has no outcome");
            }
        }

        /// Clients send all of these again, after they have looked for the partition's leader anew.
        private static Errors error(Cause cause) {
            return switch (cause) {
                case STORE, PREDECESSOR -> Errors.KAFKA_STORAGE_ERROR;
                case NODE -> Errors.NOT_LEADER_OR_FOLLOWER;
            };
        }
    }

    Reply answer() {
        return new Reply.Answer(response);
    }

    /// What there is to do where nothing can be said: a producer that asked for no answer learns of a
    /// failure when its connection ends.
    Reply withoutAnswer() {
        for (TopicProduceResponse topic : response.responses()) {
            List<PartitionProduceResponse> partitions = topic.partitionResponses();
            for (PartitionProduceResponse partition : partitions) {
                if (partition.errorCode() != Errors.NONE.code()) {
                    return new Reply.Disconnect("a batch with acks=0 was not taken topic=" + topic.name()
                            + " partition=" + partition.index() + " error=" + Errors.forCode(partition.errorCode())
                            + " reason=" + partition.errorMessage());
                }
            }
        }
        return new Reply.Silence();
    }
}
