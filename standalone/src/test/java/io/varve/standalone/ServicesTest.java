package io.varve.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.kafka.peer.PeerAnswer;
import io.varve.kafka.peer.PeerRequest;
import io.varve.kafka.peer.PeerSettings;
import io.varve.kafka.peer.Peers;
import io.varve.node.RunningNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An ingest node and a reader that share nothing but a folder and a table.
@Timeout(120)
class ServicesTest {

    private static final String TOPIC = "orders";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final List<String> VALUES = List.of("a", "b", "c");
    private static final short CANNOT_FOLLOW = 10;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final SimpleMeterRegistry ingestMeters = new SimpleMeterRegistry();
    private final SimpleMeterRegistry readerMeters = new SimpleMeterRegistry();
    private Nodes nodes;
    private Peers clients;
    private RunningNode ingest;
    private RunningNode reader;

    @BeforeEach
    void start(@TempDir Path folder) {
        nodes = new Nodes(folder);
        clients = new Peers(PeerSettings.DEFAULT, nodes.doors());
        ingest = nodes.start(ingestMeters, Nodes.ingest());
        reader = nodes.start(readerMeters, Nodes.reader());
    }

    @AfterEach
    void close() {
        clients.close();
        nodes.close();
    }

    @Test
    void consumersThatKnowTheIngestNodeReadFromTheReader() throws Exception {
        createTopic(reader);
        produce(reader);

        assertThat(consume(ingest)).isEqualTo(VALUES);

        assertThat(ingestMeters.counter("varve.fetch.steered").count()).isPositive();
        assertThat(ingestMeters.counter("varve.fetch.relayed").count()).isZero();
    }

    @Test
    void consumersThatCannotFollowAreServedThroughTheIngestNode() throws Exception {
        createTopic(ingest);
        produce(ingest);

        // The last one, since what comes before it does not have to wait for it.
        PartitionData answer = fetch(ingest, VALUES.size() - 1, LONG);

        assertThat(answer.errorCode()).isEqualTo(Errors.NONE.code());
        assertThat(answer.highWatermark()).isEqualTo(VALUES.size());
        assertThat(answer.records().sizeInBytes()).isPositive();
        assertThat(ingestMeters.counter("varve.fetch.relayed").count()).isEqualTo(1);
    }

    @Test
    void theIngestNodeSaysItselfWhatIsOutOfRange() throws Exception {
        createTopic(ingest);

        assertThat(fetch(ingest, 1, LONG).errorCode()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
        assertThat(ingestMeters.counter("varve.fetch.relayed").count()).isZero();
    }

    @Test
    void whatAReaderIsAskedToChangeChangesAtAnIngestNode() {
        var request = new CreateTopicsRequestData().setTimeoutMs(30_000);
        request.topics()
                .add(new CreatableTopic().setName(TOPIC).setNumPartitions(1).setReplicationFactor((short) 1));

        var answer = (CreateTopicsResponseData) ask(reader, ApiKeys.CREATE_TOPICS, (short) 7, request);

        assertThat(answer.topics().find(TOPIC).errorCode()).isEqualTo(Errors.NONE.code());
        assertThat(ingest.cluster().catalog().topic(TOPIC)).isPresent();
    }

    @Test
    void aFetchThatWaitsAtAReaderIsAnsweredWhenTheReaderStops() throws Exception {
        createTopic(ingest);
        var answer = new CompletableFuture<PartitionData>();
        Thread.ofVirtual().start(() -> answer.complete(fetch(reader, 0, LONG)));
        while (readerMeters.get("varve.fetch.waiting").gauge().value() < 1) {
            Thread.onSpinWait();
        }

        reader.close();

        assertThat(answer.join().errorCode()).isEqualTo(Errors.NONE.code());
    }

    private static void createTopic(RunningNode node) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap(node)))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void produce(RunningNode node) throws Exception {
        Map<String, Object> configs = Map.of("bootstrap.servers", bootstrap(node));
        try (Producer<String, String> producer =
                new KafkaProducer<>(configs, new StringSerializer(), new StringSerializer())) {
            for (String value : VALUES) {
                producer.send(new ProducerRecord<>(TOPIC, value)).get();
            }
        }
    }

    private static List<String> consume(RunningNode node) {
        Map<String, Object> configs = Map.of("bootstrap.servers", bootstrap(node), "auto.offset.reset", "none");
        var values = new ArrayList<String>();
        try (Consumer<String, String> consumer =
                new KafkaConsumer<>(configs, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 0);
            while (values.size() < VALUES.size()) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }

    /// A fetch as clients send it that know nothing of other replicas than the leader.
    private PartitionData fetch(RunningNode node, long offset, Duration maxWait) {
        var topic = new FetchTopic().setTopic(TOPIC);
        topic.partitions()
                .add(new FetchPartition()
                        .setPartition(PARTITION.partition())
                        .setFetchOffset(offset)
                        .setPartitionMaxBytes(1 << 20));
        var request = new FetchRequestData()
                .setMaxWaitMs(Math.toIntExact(maxWait.toMillis()))
                .setMinBytes(1)
                .setMaxBytes(1 << 20)
                .setSessionEpoch(-1);
        request.topics().add(topic);
        var answer = (FetchResponseData) ask(node, ApiKeys.FETCH, CANNOT_FOLLOW, request);
        return answer.responses().getFirst().partitions().getFirst();
    }

    private ApiMessage ask(RunningNode node, ApiKeys api, short version, ApiMessage request) {
        PeerAnswer answer = clients.ask(node.address(), new PeerRequest(api, version, "client", request), LONG);
        if (answer instanceof PeerAnswer.Answered(ApiMessage message)) {
            return message;
        }
        throw new AssertionError(api + " got " + answer);
    }

    private static String bootstrap(RunningNode node) {
        return node.address().toString();
    }
}
