package io.varve.simulation.torture;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;

/// The topics that are written to.
final class Topics {

    /// No batch may be larger, so that some sends fail for good.
    static final int MAX_BATCH_BYTES = 32 << 10;

    private static final String WIDE = "wide";
    private static final int WIDE_PARTITIONS = 5;
    private static final String NARROW = "narrow";
    private static final int NARROW_PARTITIONS = 2;
    private static final String SINGLE = "single";

    static final List<TopicPartition> PARTITIONS = Stream.of(
                    partitions(WIDE, WIDE_PARTITIONS), partitions(NARROW, NARROW_PARTITIONS), partitions(SINGLE, 1))
            .flatMap(List::stream)
            .toList();

    private Topics() {}

    /// Offset 0 of each partition.
    static Map<TopicPartition, Long> beginnings() {
        return PARTITIONS.stream().collect(Collectors.toMap(partition -> partition, partition -> 0L));
    }

    static void create(String bootstrap) throws ExecutionException, InterruptedException {
        var configs = Map.of("max.message.bytes", Integer.toString(MAX_BATCH_BYTES));
        List<NewTopic> topics = Stream.of(
                        new NewTopic(WIDE, WIDE_PARTITIONS, (short) 1),
                        new NewTopic(NARROW, NARROW_PARTITIONS, (short) 1),
                        new NewTopic(SINGLE, 1, (short) 1))
                .map(topic -> topic.configs(configs))
                .toList();
        try (Admin admin = Clients.admin(bootstrap)) {
            admin.createTopics(topics).all().get();
        }
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }
}
