package io.varve.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.groups.GroupSettings;
import io.varve.ingest.app.IngestRole;
import io.varve.ingest.transaction.TransactionSettings;
import io.varve.ingest.write.WriteSettings;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.kafka.net.ListenerSettings.Bounds;
import io.varve.log.read.ReadSettings;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.replica.Tailer;
import io.varve.node.NodeSettings;
import io.varve.node.NodeSettings.Advertised;
import io.varve.node.NodeSettings.CacheSizes;
import io.varve.node.NodeSettings.Endpoint;
import io.varve.node.NodeSettings.Locations;
import io.varve.node.NodeSettings.Probing;
import io.varve.node.RunningNode;
import io.varve.reader.app.ReaderRole;
import io.varve.reader.fetch.FetchSettings;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients' requests cost at the stores, from the socket on and counted where a bill would be: this, and nothing
/// else. The node's clock stands still, so that none of its own work comes between.
@Timeout(120)
class RequestBudgetTest {

    private static final String TOPIC = "budget";
    private static final int PARTITIONS = 1_000;
    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(25), Duration.ofSeconds(2), Duration.ofSeconds(10));

    private final ManualDoors time = new ManualDoors();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RunningNode node = RunningNode.start(
            new NodeSettings(
                    new Locations("memory:", "memory:"),
                    new Endpoint("127.0.0.1", 0, Advertised.DEFAULT, 0, Bounds.DEFAULT, 256 << 20),
                    new ClusterSettings(ShardCounts.DEFAULT, PACE, UpkeepSettings.DEFAULT),
                    new CacheSizes(64 << 20, 64 << 20),
                    Probing.DEFAULT,
                    new TopicDefaults(1, false)),
            List.of(
                    new IngestRole(WriteSettings.PAID, GroupSettings.DEFAULT, TransactionSettings.DEFAULT),
                    new ReaderRole(FetchSettings.DEFAULT, ReadSettings.DEFAULT, Optional.empty())),
            meters,
            time.doors());

    private Map<String, Double> before = Map.of();

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aFlushIsOnePutAndOneAppend() throws Exception {
        begin();

        produce(1, 100_000);

        assertThat(cost()).isEqualTo(Map.of("create", 1.0, "appends", 1.0));
    }

    @Test
    void anInlinedFlushIsOneAppendAndNoPut() throws Exception {
        begin();

        produce(2, 1_000);

        assertThat(cost()).isEqualTo(Map.of("appends", 1.0));
    }

    @Test
    void aFlushOverAThousandPartitionsIsOnePutAndStillOneAppend() throws Exception {
        begin();

        produce(PARTITIONS, 100);

        assertThat(cost()).isEqualTo(Map.of("create", 1.0, "appends", 1.0));
    }

    @Test
    void aFetchOfWhatTheNodeHasInMemoryCostsNothing() throws Exception {
        produce(PARTITIONS, 100);
        produce(2, 1_000);
        begin();

        consume(PARTITIONS + 2);

        assertThat(cost()).isEmpty();
    }

    /// Sends one request that holds a record for each of so many partitions.
    private void produce(int partitions, int valueBytes) throws Exception {
        Map<String, Object> configs = Map.of(
                "bootstrap.servers",
                bootstrap(),
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class,
                // Asking for a producer id would be an entry.
                "enable.idempotence",
                false,
                "batch.size",
                2 * valueBytes,
                // Nothing leaves before all is there.
                "linger.ms",
                600_000,
                "delivery.timeout.ms",
                700_000);
        var written = new ArrayList<Future<RecordMetadata>>();
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(configs)) {
            for (int partition = 0; partition < partitions; partition++) {
                written.add(producer.send(
                        new ProducerRecord<>(TOPIC, partition, time.wallMs(), null, new byte[valueBytes])));
            }
            producer.flush();
        }
        for (Future<RecordMetadata> record : written) {
            record.get();
        }
    }

    private void consume(int records) {
        Map<String, Object> configs = Map.of(
                "bootstrap.servers",
                bootstrap(),
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class,
                "auto.offset.reset",
                "none",
                // A fetch that finds nothing new would wait for a time that does not pass.
                "fetch.max.wait.ms",
                0);
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                .toList();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(configs)) {
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, 0));
            int read = 0;
            while (read < records) {
                read += consumer.poll(Duration.ofSeconds(1)).count();
            }
        }
    }

    private String bootstrap() {
        return "127.0.0.1:" + node.listener().address().getPort();
    }

    private void begin() {
        before = counted();
    }

    /// What was asked of the stores since then, by the kind of request; what was not asked for is left out.
    private Map<String, Double> cost() {
        var cost = new TreeMap<String, Double>();
        counted().forEach((kind, count) -> {
            double since = count - before.getOrDefault(kind, 0.0);
            if (since != 0) {
                cost.put(kind, since);
            }
        });
        return cost;
    }

    private Map<String, Double> counted() {
        var counts = new TreeMap<String, Double>();
        for (FunctionCounter requests : meters.find("varve.store.requests").functionCounters()) {
            counts.put(requests.getId().getTag("request"), requests.count());
        }
        for (String call : List.of("appends", "reads", "floor.reads", "floor.raises", "trims")) {
            counts.put(
                    call, meters.get("varve.journal." + call).functionCounter().count());
        }
        return counts;
    }
}
