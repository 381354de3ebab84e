package io.varve.clients;

import io.varve.clients.groups.GroupMember;
import io.varve.clients.transactions.Transactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/// The Java client's part of the compatibility suite; the verbs are described in the README of `clients`.
public final class JavaClient {
    private static final int PARTITIONS = 4;

    private final String bootstrap;

    private JavaClient(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    public static void main(String[] args) throws Exception {
        JavaClient client = new JavaClient(args[1]);
        List<String> rest = List.of(args).subList(2, args.length);
        switch (args[0]) {
            case "create" -> client.create(rest);
            case "produce" -> client.produce(Path.of(rest.getFirst()), rest.subList(1, rest.size()));
            case "consume" -> client.consume(Path.of(rest.getFirst()), rest.subList(1, rest.size()));
            case "timestamps" -> client.timestamps();
            case "group" -> GroupMember.run(args[1], rest);
            case "transact" -> Transactor.run(args[1], rest.get(0), rest.get(1), Integer.parseInt(rest.get(2)));
            case "committed" -> client.committed(Path.of(rest.getFirst()), rest.subList(1, rest.size()));
            default -> throw new IllegalArgumentException("unknown verb " + args[0]);
        }
    }

    private void create(List<String> topics) throws ExecutionException, InterruptedException {
        // The records are years old.
        Map<String, String> config = Map.of("retention.ms", "-1");
        try (Admin admin = Connections.admin(bootstrap)) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1).configs(config))
                            .toList())
                    .all()
                    .get();
        }
    }

    private void produce(Path source, List<String> topics) throws Exception {
        List<String> lines = Files.readAllLines(source);
        for (String argument : topics) {
            String[] topicAndCodec = argument.split("=", 2);
            Map<String, Object> config = Map.of("compression.type", topicAndCodec[1], "linger.ms", 20);
            try (Producer<byte[], byte[]> producer = Connections.producer(bootstrap, config)) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (String line : lines) {
                    sent.add(producer.send(RecordLine.parse(topicAndCodec[0], line)));
                }
                for (Future<RecordMetadata> record : sent) {
                    record.get();
                }
            }
        }
    }

    private void consume(Path folder, List<String> topics) throws IOException {
        List<TopicPartition> partitions = partitionsOf(topics);
        Map<TopicPartition, List<String>> lines = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, Map.of())) {
            WholeLog.read(consumer, partitions, record -> add(lines, record));
        }
        write(folder, topics, lines);
    }

    private void committed(Path folder, List<String> topics) throws IOException {
        Map<TopicPartition, List<String>> lines = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> all = Connections.consumer(bootstrap, Map.of());
                KafkaConsumer<byte[], byte[]> consumer =
                        Connections.consumer(bootstrap, Map.of("isolation.level", "read_committed"))) {
            WholeLog.readTo(consumer, all.endOffsets(partitionsOf(topics)), record -> add(lines, record));
        }
        write(folder, topics, lines);
    }

    private static List<TopicPartition> partitionsOf(List<String> topics) {
        return topics.stream()
                .flatMap(topic -> IntStream.range(0, PARTITIONS).mapToObj(n -> new TopicPartition(topic, n)))
                .toList();
    }

    private static void add(Map<TopicPartition, List<String>> lines, ConsumerRecord<byte[], byte[]> record) {
        lines.computeIfAbsent(partitionOf(record), none -> new ArrayList<>()).add(RecordLine.format(record));
    }

    private static void write(Path folder, List<String> topics, Map<TopicPartition, List<String>> lines)
            throws IOException {
        for (String topic : topics) {
            Stream<TopicPartition> ordered =
                    partitionsOf(topics).stream().filter(p -> p.topic().equals(topic));
            Files.write(
                    folder.resolve(topic),
                    ordered.flatMap(p -> lines.getOrDefault(p, List.of()).stream())
                            .toList());
        }
    }

    private void timestamps() throws IOException {
        BufferedReader queries = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, Map.of())) {
            for (String query : queries.readAllLines()) {
                String[] fields = query.split(" ", -1);
                TopicPartition partition = new TopicPartition(fields[0], Integer.parseInt(fields[1]));
                Map<TopicPartition, OffsetAndTimestamp> found =
                        consumer.offsetsForTimes(Map.of(partition, Long.valueOf(fields[2])));
                OffsetAndTimestamp first = found.get(partition);
                System.out.println(query + " " + (first == null ? "-" : first.offset()));
            }
        }
    }

    private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
