package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.codec.RecordsField;
import io.varve.kafka.records.BatchCheck;
import io.varve.kafka.records.BatchCheck.Passed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kafka's own producer against a handler that only counts.
@Timeout(60)
class ProducerTest {

    /// Gives offsets in the order in which requests begin, and answers on other threads.
    private static final class CountingProduce implements ApiHandler<ProduceRequestData> {

        private static final BatchCheck.Rules RULES = new BatchCheck.Rules(1 << 20, true);

        private final Map<String, Long> ends = new HashMap<>();
        private final List<Integer> acks = new ArrayList<>();

        @Override
        public ApiKeys api() {
            return ApiKeys.PRODUCE;
        }

        @Override
        public VersionRange versions() {
            return VersionRange.of(3, 12);
        }

        @Override
        public synchronized CompletionStage<Reply> handle(RequestContext context, ProduceRequestData request) {
            acks.add((int) request.acks());
            var response = new ProduceResponseData();
            for (TopicProduceData topic : request.topicData()) {
                var answer = new TopicProduceResponse().setName(topic.name());
                for (PartitionProduceData partition : topic.partitionData()) {
                    var passed = (Passed) BatchCheck.of(RecordsField.bytes(partition.records()), RULES);
                    long base = ends.getOrDefault(topic.name(), 0L);
                    ends.put(topic.name(), base + passed.header().recordCount());
                    answer.partitionResponses()
                            .add(new PartitionProduceResponse()
                                    .setIndex(partition.index())
                                    .setBaseOffset(base));
                }
                response.responses().add(answer);
            }
            return request.acks() == 0
                    ? CompletableFuture.completedFuture(new Reply.Silence())
                    : CompletableFuture.supplyAsync(() -> new Reply.Answer(response));
        }

        private synchronized long end(String topic) {
            return ends.getOrDefault(topic, 0L);
        }
    }

    private static KafkaProducer<String, String> producer(CatalogFixture fixture, String codec, String acks) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        fixture.bootstrap(),
                        "enable.idempotence",
                        "false",
                        "acks",
                        acks,
                        "compression.type",
                        codec,
                        "batch.size",
                        "2000",
                        "linger.ms",
                        "1"),
                new StringSerializer(),
                new StringSerializer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void recordsOfEveryCodecArriveInOrderWithFiveRequestsInFlight(String codec) throws Exception {
        var produce = new CountingProduce();
        try (var fixture = new CatalogFixture(produce)) {
            fixture.createTopic("a", 1);
            var sent = new ArrayList<Future<RecordMetadata>>();
            try (var producer = producer(fixture, codec, "all")) {
                for (int i = 0; i < 2_000; i++) {
                    sent.add(producer.send(new ProducerRecord<>("a", "key-" + i, "value-" + i)));
                }
            }
            for (int i = 0; i < sent.size(); i++) {
                assertThat(sent.get(i).get().offset()).isEqualTo(i);
            }
        }
    }

    @Test
    void aProducerWithoutAcknowledgementsIsNotAnsweredAndGoesOn() throws Exception {
        var produce = new CountingProduce();
        try (var fixture = new CatalogFixture(produce)) {
            fixture.createTopic("a", 1);
            try (var producer = producer(fixture, "none", "0")) {
                for (int i = 0; i < 500; i++) {
                    producer.send(new ProducerRecord<>("a", "key", "value")).get();
                }
            }
            while (produce.end("a") < 500) {
                Thread.onSpinWait();
            }
            assertThat(produce.acks).containsOnly(0);
        }
    }
}
