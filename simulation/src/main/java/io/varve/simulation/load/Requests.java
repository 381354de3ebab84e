package io.varve.simulation.load;

import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import io.varve.simulation.check.SentBatch;
import io.varve.simulation.check.SentRecord;
import io.varve.simulation.cluster.Serving;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/// Requests as clients send them.
final class Requests {

    private static final short PRODUCE_VERSION = 12;
    private static final short INIT_PRODUCER_ID_VERSION = 4;
    private static final short ACKS_ALL = -1;
    private static final int PRODUCE_TIMEOUT_MS = 10_000;
    private static final int MAX_RECORDS = 3;

    private Requests() {}

    /// The producer's part of a batch's name.
    record Name(long producerId, short epoch, int baseSequence) {
        static final Name NONE = new Name(-1, (short) -1, -1);
    }

    static BiFunction<Serving, ClientConnection, CompletionStage<PartitionProduceResponse>> produce(
            SentBatch batch, Name name, String topic, int partition, long timestampMs, int padding) {
        MemoryRecords records = records(batch, name, timestampMs, padding);
        return produce(records, topic, partition, PRODUCE_VERSION, null);
    }

    /// @param transactionalId null of batches outside of any transaction
    static BiFunction<Serving, ClientConnection, CompletionStage<PartitionProduceResponse>> produce(
            MemoryRecords records, String topic, int partition, short version, @Nullable String transactionalId) {
        return (node, connection) -> {
            var topicData = new TopicProduceData().setName(topic);
            topicData
                    .partitionData()
                    .add(new PartitionProduceData().setIndex(partition).setRecords(records));
            var request = new ProduceRequestData()
                    .setTransactionalId(transactionalId)
                    .setAcks(ACKS_ALL)
                    .setTimeoutMs(PRODUCE_TIMEOUT_MS);
            request.topicData().add(topicData);
            return Requests.<ProduceResponseData>ask(node, connection, ApiKeys.PRODUCE, version, request)
                    .thenApply(response -> response.responses()
                            .iterator()
                            .next()
                            .partitionResponses()
                            .getFirst());
        };
    }

    @SuppressWarnings("unchecked") // each API answers with its own message
    static <A extends ApiMessage> CompletionStage<A> ask(
            Serving node, ClientConnection connection, ApiKeys api, short version, ApiMessage request) {
        return node.api(api)
                .handle(context(node, connection, api, version), request)
                .thenApply(reply -> (A) ((Reply.Answer) reply).message());
    }

    static BiFunction<Serving, ClientConnection, CompletionStage<InitProducerIdResponseData>> initProducerId() {
        return (node, connection) -> ask(
                node,
                connection,
                ApiKeys.INIT_PRODUCER_ID,
                INIT_PRODUCER_ID_VERSION,
                new InitProducerIdRequestData().setTransactionalId(null));
    }

    static RequestContext context(Serving node, ClientConnection connection, ApiKeys api, short version) {
        long nowNanos = node.cluster().doors().clock().nanoTime();
        return new RequestContext(
                api, version, 0, "simulated", connection, new Arrival(nowNanos, Duration.ZERO, RequestBytes.NONE));
    }

    /// One to three records.
    ///
    /// @param keys of how many keys, none if 0
    static List<SentRecord> drawRecords(int keys, SplittableRandom chances) {
        return Stream.generate(() -> SentRecord.draw(keys, chances))
                .limit(1 + chances.nextInt(MAX_RECORDS))
                .toList();
    }

    private static SimpleRecord record(SentBatch batch, int number, long timestampMs, int padding) {
        SentRecord record = batch.record(number);
        byte[] value = record.tombstone() ? null : bytes(batch.value(number) + ";" + "x".repeat(padding));
        return record.key() == null
                ? new SimpleRecord(timestampMs, value)
                : new SimpleRecord(timestampMs, bytes(record.key()), value, new Header[] {
                    new RecordHeader("sent", bytes(batch.value(number)))
                });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static SimpleRecord[] recordsOf(SentBatch batch, long timestampMs, int padding) {
        var records = new SimpleRecord[batch.recordCount()];
        for (int i = 0; i < records.length; i++) {
            records[i] = record(batch, i, timestampMs, padding);
        }
        return records;
    }

    private static MemoryRecords records(SentBatch batch, Name name, long timestampMs, int padding) {
        SimpleRecord[] records = recordsOf(batch, timestampMs, padding);
        return batch.idempotent()
                ? MemoryRecords.withIdempotentRecords(
                        Compression.NONE, name.producerId(), name.epoch(), name.baseSequence(), records)
                : MemoryRecords.withRecords(Compression.NONE, records);
    }
}
