package io.varve.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.catalog.TopicDefaults;
import io.varve.kafka.peer.PeerAnswer;
import io.varve.kafka.peer.PeerRequest;
import io.varve.kafka.peer.PeerSettings;
import io.varve.kafka.peer.Peers;
import io.varve.node.RunningNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Topics that nobody created, over two ingest nodes and a reader.
@Timeout(120)
class AutoCreateTest {

    private static final String TOPIC = "orders";
    private static final int PARTITIONS = 2;
    private static final Duration LONG = Duration.ofSeconds(60);

    private Nodes nodes;
    private Peers clients;
    private RunningNode one;
    private RunningNode other;
    private RunningNode reader;

    @BeforeEach
    void start(@TempDir Path folder) {
        nodes = new Nodes(folder, new TopicDefaults(PARTITIONS, true));
        clients = new Peers(PeerSettings.DEFAULT, nodes.doors());
        one = nodes.start(Nodes.ingest());
        other = nodes.start(Nodes.ingest());
        reader = nodes.start(Nodes.reader());
    }

    @AfterEach
    void close() {
        clients.close();
        nodes.close();
    }

    @Test
    void aProducerAndAConsumerNeedNoTopicBeforehandWhateverNodeTheyKnow() throws Exception {
        for (RunningNode node : List.of(one, reader)) {
            String topic = TOPIC + "-" + node.address().kafkaPort();
            try (var consumer = consumer(node);
                    var producer = producer(node)) {
                consumer.subscribe(List.of(topic));
                consumer.poll(Duration.ZERO);
                producer.send(new ProducerRecord<>(topic, "a")).get();

                assertThat(firstValue(consumer)).isEqualTo("a");
                assertThat(producer.partitionsFor(topic)).hasSize(PARTITIONS);
            }
        }
    }

    @Test
    void aReaderHasAnIngestNodeCreateWhatItIsAskedFor() {
        assertThat(Errors.forCode(ask(reader).errorCode())).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);

        assertThat(awaitTopic(reader).partitions()).hasSize(PARTITIONS);
    }

    @Test
    void nodesThatAreAskedAtTheSameTimeCreateOneTopic() {
        for (RunningNode node : List.of(one, other, reader)) {
            ask(node);
        }

        Uuid id = awaitTopic(one).topicId();
        for (RunningNode node : List.of(other, reader)) {
            assertThat(awaitTopic(node).topicId()).isEqualTo(id);
        }
    }

    private static KafkaProducer<String, String> producer(RunningNode node) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", node.address().toString()), new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(RunningNode node) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        node.address().toString(),
                        "group.id",
                        "g-" + node.address().kafkaPort(),
                        "auto.offset.reset",
                        "earliest",
                        // How soon a consumer hears of the partitions of a topic that was not there at first.
                        "metadata.max.age.ms",
                        "500"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static String firstValue(KafkaConsumer<String, String> consumer) {
        while (true) {
            for (var read : consumer.poll(LONG)) {
                return read.value();
            }
        }
    }

    private MetadataResponseTopic awaitTopic(RunningNode node) {
        while (true) {
            MetadataResponseTopic topic = ask(node);
            if (topic.errorCode() == Errors.NONE.code()) {
                return topic;
            }
        }
    }

    private MetadataResponseTopic ask(RunningNode node) {
        var request = new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName(TOPIC)));
        var asked = new PeerRequest(ApiKeys.METADATA, (short) 13, "test", request);
        PeerAnswer answer = clients.ask(node.address(), asked, LONG);
        assertThat(answer).isInstanceOf(PeerAnswer.Answered.class);
        return ((MetadataResponseData) ((PeerAnswer.Answered) answer).message())
                .topics()
                .find(TOPIC);
    }
}
