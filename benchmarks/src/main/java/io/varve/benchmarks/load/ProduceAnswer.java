package io.varve.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ResponseHeader;

/// What a node answers to a [ProduceFrame].
final class ProduceAnswer {

    private static final short HEADER_VERSION = ApiKeys.PRODUCE.responseHeaderVersion(ProduceFrame.VERSION);

    private ProduceAnswer() {}

    /// Checks an answer.
    ///
    /// @throws IOException if the node refused any of the batches
    static void requireAccepted(ByteBuffer answer, int correlationId) throws IOException {
        int answered = ResponseHeader.parse(answer, HEADER_VERSION).correlationId();
        if (answered != correlationId) {
            throw new IOException("the answer to request " + answered + " came in place of that to " + correlationId);
        }
        var data = new ProduceResponseData(new ByteBufferAccessor(answer), ProduceFrame.VERSION);
        for (TopicProduceResponse topic : data.responses()) {
            for (PartitionProduceResponse partition : topic.partitionResponses()) {
                requireAccepted(topic.name(), partition);
            }
        }
    }

    private static void requireAccepted(String topic, PartitionProduceResponse partition) throws IOException {
        Errors error = Errors.forCode(partition.errorCode());
        if (error != Errors.NONE) {
            throw new IOException("the node refused a batch for " + topic + "-" + partition.index() + ": " + error
                    + ", " + partition.errorMessage());
        }
    }
}
