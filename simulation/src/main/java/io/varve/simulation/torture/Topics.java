package io.varve.simulation.torture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

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

    /// Every so many-th partition, from one on.
    static List<TopicPartition> every(int many, int first) {
        return IntStream.range(0, PARTITIONS.size())
                .filter(i -> i % many == first)
                .mapToObj(PARTITIONS::get)
                .toList();
    }

    /// Some partitions, of both shards.
    static List<TopicPartition> ofBothShards(Random random) {
        List<TopicPartition> some = new ArrayList<>(List.of(
                new TopicPartition(WIDE, random.nextInt(WIDE_PARTITIONS)),
                new TopicPartition(NARROW, random.nextInt(NARROW_PARTITIONS)),
                new TopicPartition(SINGLE, 0)));
        Collections.shuffle(some, random);
        return some;
    }

    /// Creates them, and one of them again until they are not all of one shard.
    static void create(String bootstrap) throws ExecutionException, InterruptedException {
        try (Admin admin = Clients.admin(bootstrap)) {
            int wide = create(admin, WIDE, WIDE_PARTITIONS);
            int single = create(admin, SINGLE, 1);
            while (create(admin, NARROW, NARROW_PARTITIONS) == wide && single == wide) {
                admin.deleteTopics(List.of(NARROW)).all().get();
            }
        }
    }

    /// Returns the number of its shard.
    private static int create(Admin admin, String name, int partitions)
            throws ExecutionException, InterruptedException {
        var configs = Map.of("max.message.bytes", Integer.toString(MAX_BATCH_BYTES));
        var topic = new NewTopic(name, partitions, (short) 1).configs(configs);
        Uuid id = admin.createTopics(List.of(topic)).topicId(name).get();
        return (int) Long.remainderUnsigned(id.getLeastSignificantBits(), Cluster.DATA_SHARDS);
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }
}
