package io.varve.ingest.produce;

import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.ingest.write.BatchOutcome;
import io.varve.ingest.write.IncomingBatch;
import io.varve.ingest.write.PendingAppend;
import io.varve.ingest.write.WritePath;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// Produce, versions 3–12.
///
/// Every batch is durable and has its offset before it is acknowledged, whatever `acks` says; with acks=0 there is no
/// answer, and a batch that is refused ends the connection, as on Kafka. A batch whose outcome is open when the
/// request's
/// time is up gets REQUEST_TIMED_OUT: it may be in the log now, or later. Skipped: transactions.
public final class Api00Produce implements ApiHandler<ProduceRequestData> {

    private static final short ACKS_ALL = -1;
    private static final short ACKS_NONE = 0;
    private static final short ACKS_LEADER = 1;

    private final ProducedBatches batches;
    private final WritePath writePath;
    private final Doors doors;

    public Api00Produce(ProducedBatches batches, WritePath writePath, Doors doors) {
        this.batches = batches;
        this.writePath = writePath;
        this.doors = doors;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.PRODUCE;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange((short) 3, (short) 12);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ProduceRequestData request) {
        boolean validAcks = request.acks() == ACKS_ALL || request.acks() == ACKS_NONE || request.acks() == ACKS_LEADER;
        var response = new ProduceResponseData()
                .setThrottleTimeMs(Math.toIntExact(context.held().toMillis()));
        var accepted = new ArrayList<IncomingBatch>();
        var waiting = new ArrayList<PartitionProduceResponse>();
        for (TopicProduceData topic : request.topicData()) {
            var topicResponse = new TopicProduceResponse().setName(topic.name());
            response.responses().add(topicResponse);
            for (PartitionProduceData partition : topic.partitionData()) {
                var answer = new PartitionProduceResponse()
                        .setIndex(partition.index())
                        .setBaseOffset(-1)
                        .setLogStartOffset(-1)
                        .setLogAppendTimeMs(-1);
                topicResponse.partitionResponses().add(answer);
                ProducedBatch batch = validAcks
                        ? batches.check(context.version(), topic.name(), partition)
                        : new ProducedBatch.Refused(
                                Errors.INVALID_REQUIRED_ACKS, "acks must be -1, 0 or 1, not " + request.acks());
                switch (batch) {
                    case ProducedBatch.Fit fit -> {
                        answer.setLogAppendTimeMs(fit.logAppendTimeMs());
                        accepted.add(fit.batch());
                        waiting.add(answer);
                    }
                    case ProducedBatch.Refused(Errors error, String message) ->
                        answer.setErrorCode(error.code()).setErrorMessage(message);
                }
            }
        }
        PendingAppend append = writePath.append(accepted, Duration.ofMillis(Math.max(1, request.timeoutMs())));
        return append.answer().thenApply(outcomes -> {
            doors.crashPoints().reach(CrashPoint.BEFORE_ACKNOWLEDGE);
            for (int i = 0; i < outcomes.size(); i++) {
                ProduceErrors.fill(waiting.get(i), outcomes.get(i));
            }
            return request.acks() == ACKS_NONE ? withoutAnswer(response, outcomes) : new Reply.Answer(response);
        });
    }

    private static Reply withoutAnswer(ProduceResponseData response, List<BatchOutcome> outcomes) {
        for (TopicProduceResponse topic : response.responses()) {
            for (PartitionProduceResponse partition : topic.partitionResponses()) {
                if (partition.errorCode() != Errors.NONE.code()) {
                    return new Reply.Disconnect("a batch of a request with acks=0 was not taken: "
                            + Errors.forCode(partition.errorCode()) + " topic=" + topic.name() + " partition="
                            + partition.index() + " batches=" + outcomes.size());
                }
            }
        }
        return new Reply.Silence();
    }
}
