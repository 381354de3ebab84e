package io.varve.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/// Creates topics with many partitions, writes a record to each, and finds it there.
public final class ManyPartitions {
    private static final int VALUE_BYTES = 1 << 10;

    private final String bootstrap;
    private final List<NewTopic> topics;
    private final List<TopicPartition> partitions;

    private ManyPartitions(String bootstrap, int topics, int partitions) {
        this.bootstrap = bootstrap;
        this.topics = IntStream.range(0, topics)
                .mapToObj(topic -> new NewTopic("many-" + topic, partitions, (short) 1))
                .toList();
        this.partitions = this.topics.stream()
                .flatMap(topic ->
                        IntStream.range(0, partitions).mapToObj(index -> new TopicPartition(topic.name(), index)))
                .toList();
    }

    /// Options: `--bootstrap`, `--topics` (10) of `--partitions` (1000) each.
    public static void main(String[] args) throws Exception {
        var options = new Options(List.of(args));
        var many = new ManyPartitions(
                options.required("bootstrap"),
                Math.toIntExact(options.number("topics", 10)),
                Math.toIntExact(options.number("partitions", 1_000)));
        options.refuseOthers();
        long beganNanos = System.nanoTime();
        many.create();
        long createdNanos = System.nanoTime();
        many.write();
        long writtenNanos = System.nanoTime();
        many.requireOneRecordInEach();
        System.out.printf(
                "%,d partitions of %d topics: created in %.1f s, a record written to each in %.1f s, and found in each%n",
                many.partitions.size(),
                many.topics.size(),
                (createdNanos - beganNanos) / 1e9,
                (writtenNanos - createdNanos) / 1e9);
    }

    private void create() throws Exception {
        try (Admin admin = Connections.admin(bootstrap)) {
            admin.createTopics(topics).all().get();
        }
    }

    private void write() throws Exception {
        Map<String, Object> config =
                Map.of("batch.size", 2 * VALUE_BYTES, "buffer.memory", 64L << 20, "linger.ms", 100);
        var written = new ArrayList<Future<RecordMetadata>>();
        try (Producer<byte[], byte[]> producer = Connections.producer(bootstrap, config)) {
            for (TopicPartition partition : partitions) {
                written.add(producer.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[VALUE_BYTES])));
            }
        }
        for (Future<RecordMetadata> record : written) {
            record.get();
        }
    }

    private void requireOneRecordInEach() {
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, Map.of())) {
            consumer.endOffsets(partitions).forEach((partition, end) -> {
                if (end != 1) {
                    throw new IllegalStateException(partition + " has " + end + " records, not one");
                }
            });
        }
    }
}
