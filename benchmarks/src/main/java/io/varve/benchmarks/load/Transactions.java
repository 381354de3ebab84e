package io.varve.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka's own transactional producers as they come, a thread each, that commit one transaction after another: some
/// records in a few partitions, and perhaps the offset of a group of its own.
///
/// Each tenth of a second of a client's wait for its broker is a part of what is measured, as it is of what programs
/// have to wait.
public final class Transactions implements AutoCloseable {

    private final Shape shape;
    private final List<Producer<byte[], byte[]>> producers;
    private final String run = Long.toHexString(System.nanoTime());
    private long offset;

    /// @param topic that has as many partitions as all producers write to
    /// @param partitions that each transaction writes to
    /// @param records of each transaction
    /// @param offsets whether it commits an offset of a group besides
    public record Shape(String topic, int partitions, int records, int valueBytes, boolean offsets) {}

    /// @param commits the time that `commitTransaction` took, which sends what was not sent yet
    /// @param whole the time from the beginning of a transaction to the end of its commit
    public record Result(LoadResult commits, LoadResult whole) {}

    private Transactions(Shape shape, List<Producer<byte[], byte[]>> producers) {
        this.shape = shape;
        this.producers = List.copyOf(producers);
    }

    /// Opens producers of transactional ids that nobody has used.
    public static Transactions open(String bootstrap, Shape shape, int producers) {
        var opened = new ArrayList<Producer<byte[], byte[]>>();
        String unused = Long.toHexString(System.nanoTime());
        for (int i = 0; i < producers; i++) {
            var producer = new KafkaProducer<byte[], byte[]>(configs(bootstrap, "bench-" + unused + "-" + i));
            producer.initTransactions();
            opened.add(producer);
        }
        return new Transactions(shape, opened);
    }

    private static Map<String, Object> configs(String bootstrap, String transactionalId) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class);
    }

    /// Begins no transaction after the time, and returns when the last one is committed.
    public Result run(Duration time) throws Exception {
        long endNanos = System.nanoTime() + time.toNanos();
        long from = offset;
        offset += 1L << 32;
        var commits = new Tally();
        var whole = new Tally();
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < producers.size(); i++) {
            int number = i;
            tasks.add(() -> {
                for (long next = from; System.nanoTime() < endNanos; next++) {
                    transact(number, next, commits, whole);
                }
                return null;
            });
        }
        Crew.run(tasks);
        return new Result(commits.result(), whole.result());
    }

    @SuppressWarnings("removal") // The other constructors want a member of the group, and there is none.
    private void transact(int number, long next, Tally commits, Tally whole) {
        Producer<byte[], byte[]> producer = producers.get(number);
        byte[] value = new byte[shape.valueBytes()];
        long beganNanos = System.nanoTime();
        producer.beginTransaction();
        for (int i = 0; i < shape.records(); i++) {
            int partition = number * shape.partitions() + i % shape.partitions();
            producer.send(new ProducerRecord<>(shape.topic(), partition, null, value));
        }
        if (shape.offsets()) {
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(shape.topic(), 0), new OffsetAndMetadata(next)),
                    new ConsumerGroupMetadata("bench-" + run + "-" + number));
        }
        long askedNanos = System.nanoTime();
        producer.commitTransaction();
        long endedNanos = System.nanoTime();
        long bytes = (long) shape.records() * shape.valueBytes();
        commits.took(endedNanos - askedNanos);
        commits.done(1, bytes);
        whole.took(endedNanos - beganNanos);
        whole.done(1, bytes);
    }

    @Override
    public void close() {
        producers.forEach(Producer::close);
    }
}
