package io.varve.simulation.load;

import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import io.varve.simulation.check.SentBatch;
import io.varve.simulation.cluster.Serving;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Requests as clients send them.
final class Requests {

    private static final short PRODUCE_VERSION = 12;
    private static final short INIT_PRODUCER_ID_VERSION = 4;
    private static final short ACKS_ALL = -1;
    private static final int PRODUCE_TIMEOUT_MS = 10_000;

    private Requests() {}

    /// The producer's part of a batch's name.
    record Name(long producerId, short epoch, int baseSequence) {
        static final Name NONE = new Name(-1, (short) -1, -1);
    }

    static BiFunction<Serving, ClientConnection, CompletionStage<PartitionProduceResponse>> produce(
            SentBatch batch, Name name, String topic, int partition, long timestampMs, int padding) {
        MemoryRecords records = records(batch, name, timestampMs, padding);
        return (node, connection) -> {
            var topicData = new TopicProduceData().setName(topic);
            topicData
                    .partitionData()
                    .add(new PartitionProduceData().setIndex(partition).setRecords(records));
            var request = new ProduceRequestData().setAcks(ACKS_ALL).setTimeoutMs(PRODUCE_TIMEOUT_MS);
            request.topicData().add(topicData);
            return node.<ProduceRequestData>api(ApiKeys.PRODUCE)
                    .handle(context(node, connection, ApiKeys.PRODUCE, PRODUCE_VERSION), request)
                    .thenApply(reply -> ((ProduceResponseData) ((Reply.Answer) reply).message())
                            .responses()
                            .iterator()
                            .next()
                            .partitionResponses()
                            .getFirst());
        };
    }

    static BiFunction<Serving, ClientConnection, CompletionStage<InitProducerIdResponseData>> initProducerId() {
        return (node, connection) -> node.<InitProducerIdRequestData>api(ApiKeys.INIT_PRODUCER_ID)
                .handle(
                        context(node, connection, ApiKeys.INIT_PRODUCER_ID, INIT_PRODUCER_ID_VERSION),
                        new InitProducerIdRequestData().setTransactionalId(null))
                .thenApply(reply -> (InitProducerIdResponseData) ((Reply.Answer) reply).message());
    }

    static RequestContext context(Serving node, ClientConnection connection, ApiKeys api, short version) {
        long nowNanos = node.cluster().doors().clock().nanoTime();
        return new RequestContext(
                api, version, 0, "simulated", connection, new Arrival(nowNanos, Duration.ZERO, RequestBytes.NONE));
    }

    private static MemoryRecords records(SentBatch batch, Name name, long timestampMs, int padding) {
        var records = new SimpleRecord[batch.recordCount()];
        for (int i = 0; i < records.length; i++) {
            records[i] = new SimpleRecord(
                    timestampMs, (batch.value(i) + ";" + "x".repeat(padding)).getBytes(StandardCharsets.US_ASCII));
        }
        return batch.idempotent()
                ? MemoryRecords.withIdempotentRecords(
                        Compression.NONE, name.producerId(), name.epoch(), name.baseSequence(), records)
                : MemoryRecords.withRecords(Compression.NONE, records);
    }
}
