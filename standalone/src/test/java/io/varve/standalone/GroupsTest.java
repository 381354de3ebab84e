package io.varve.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.node.RunningNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kafka's own consumers as members of groups, over two ingest nodes and a reader.
@Timeout(120)
class GroupsTest {

    private static final String TOPIC = "orders";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final List<String> VALUES = List.of("a", "b", "c", "d");

    private Nodes nodes;
    private RunningNode one;
    private RunningNode other;
    private RunningNode reader;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        nodes = new Nodes(folder);
        one = nodes.start(Nodes.ingest());
        other = nodes.start(Nodes.ingest());
        reader = nodes.start(Nodes.reader());
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
        Map<String, Object> configs = Map.of("bootstrap.servers", bootstrap());
        try (Producer<String, String> producer =
                new KafkaProducer<>(configs, new StringSerializer(), new StringSerializer())) {
            for (String value : VALUES) {
                producer.send(new ProducerRecord<>(TOPIC, value)).get();
            }
        }
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aMemberGoesOnWhereTheOneBeforeItCommitted(String protocol) {
        try (Consumer<String, String> consumer = member("g", protocol)) {
            assertThat(read(consumer, 2)).isEqualTo(VALUES.subList(0, 2));
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(2, "half \u00bd")));
        }
        try (Consumer<String, String> consumer = member("g", protocol)) {
            assertThat(read(consumer, 2)).isEqualTo(VALUES.subList(2, 4));
            assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).metadata())
                    .isEqualTo("half \u00bd");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void anotherNodeCoordinatesTheGroupWhenItsCoordinatorHasGone(String protocol) throws Exception {
        try (Consumer<String, String> consumer = member("g", protocol)) {
            read(consumer, 3);
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(3)));
            RunningNode coordinator = coordinator("g");

            coordinator.close();

            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(4)));
            assertThat(coordinator("g").self().incarnation())
                    .isNotEqualTo(coordinator.self().incarnation());
            assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION).offset())
                    .isEqualTo(4);
        }
    }

    @Test
    void groupsOfAllCoordinatorsAreListed() throws Exception {
        var names = new ArrayList<String>();
        try (Admin admin = admin()) {
            for (int i = 0; i < 10; i++) {
                names.add("group-" + i);
                admin.alterConsumerGroupOffsets(names.get(i), Map.of(PARTITION, new OffsetAndMetadata(i)))
                        .all()
                        .get();
            }

            assertThat(admin.listGroups().all().get())
                    .extracting(GroupListing::groupId)
                    .containsExactlyInAnyOrderElementsOf(names);
            assertThat(admin.listConsumerGroupOffsets("group-7")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(7)));

            admin.deleteConsumerGroups(names).all().get();
            assertThat(admin.listGroups().all().get()).isEmpty();
        }
    }

    private RunningNode coordinator(String group) throws Exception {
        try (Admin admin = admin()) {
            int id = admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .coordinator()
                    .id();
            return one.self().id() == id ? one : other;
        }
    }

    private static List<String> read(Consumer<String, String> consumer, int count) {
        var values = new ArrayList<String>();
        while (values.size() < count) {
            consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
        }
        return values.subList(0, count);
    }

    private Consumer<String, String> member(String group, String protocol) {
        Map<String, Object> configs = Map.of(
                "bootstrap.servers",
                bootstrap(),
                "group.id",
                group,
                "group.protocol",
                protocol,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
        var consumer = new KafkaConsumer<>(configs, new StringDeserializer(), new StringDeserializer());
        consumer.subscribe(List.of(TOPIC));
        return consumer;
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    private String bootstrap() {
        return one.address() + "," + other.address() + "," + reader.address();
    }
}
