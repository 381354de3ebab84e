package io.varve.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Kafka's own consumers, which share the partitions and read all that was written before they began.
public final class JavaConsumers implements Load {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final String bootstrap;
    private final RecordShape shape;
    private final int consumers;
    private final int reads;

    /// @param reads of everything
    public JavaConsumers(String bootstrap, RecordShape shape, int consumers, int reads) {
        this.bootstrap = bootstrap;
        this.shape = shape;
        this.consumers = consumers;
        this.reads = reads;
    }

    /// @param time is up to them
    @Override
    public LoadResult run(Pace pace, Duration time, Tally tally) throws Exception {
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < consumers; i++) {
            List<TopicPartition> partitions = IntStream.iterate(i, p -> p < shape.partitions(), p -> p + consumers)
                    .mapToObj(p -> new TopicPartition(shape.topic(), p))
                    .toList();
            tasks.add(() -> consume(partitions, tally));
        }
        Crew.run(tasks);
        return tally.result();
    }

    private Void consume(List<TopicPartition> partitions, Tally tally) {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(configs())) {
            consumer.assign(partitions);
            long all = consumer.endOffsets(partitions).values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    - consumer.beginningOffsets(partitions).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            for (int i = 0; i < reads; i++) {
                consumer.seekToBeginning(partitions);
                consume(consumer, all, tally);
            }
        }
        return null;
    }

    private static void consume(Consumer<byte[], byte[]> consumer, long count, Tally tally) {
        long missing = count;
        while (missing > 0) {
            long records = 0;
            long bytes = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                records++;
                bytes += record.value().length;
            }
            tally.done(records, bytes);
            missing -= records;
        }
    }

    private Map<String, Object> configs() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                // Or the next read waits for the fetch that has found the end.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                1,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
    }
}
