package io.varve.clients;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// Where the Java client goes on when its position is outside the log, as lines `java CASE RESET: OUTCOME`.
///
/// The log is one batch of [#WRITTEN] records of which the first [#DELETED] were deleted, so its start is inside the
/// batch. `python/out_of_range.py` does the same with librdkafka.
public final class OutOfRange {
    private static final int WRITTEN = 20;
    private static final int DELETED = 12;
    private static final long BELOW = 5;
    private static final long BEYOND = 1_000_000;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS_MAX = 60;

    private final String bootstrap;
    private final TopicPartition partition;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;

    private OutOfRange(String bootstrap, String topic, Admin admin, Producer<byte[], byte[]> producer) {
        this.bootstrap = bootstrap;
        this.partition = new TopicPartition(topic, 0);
        this.admin = admin;
        this.producer = producer;
    }

    /// Arguments: a bootstrap address and the name of a topic that does not exist.
    public static void main(String[] args) throws Exception {
        // Long enough for one batch; whoever wants a record sent sooner flushes.
        Map<String, Object> config = Map.of("linger.ms", 10_000);
        try (Admin admin = Connections.admin(args[0]);
                Producer<byte[], byte[]> producer = Connections.producer(args[0], config)) {
            new OutOfRange(args[0], args[1], admin, producer).run();
        }
    }

    private void run() throws ExecutionException, InterruptedException {
        admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1)))
                .all()
                .get();
        for (int i = 0; i < WRITTEN; i++) {
            send();
        }
        producer.flush();

        say("delete to " + DELETED, delete(DELETED));
        say("delete to " + BELOW + " again", delete(BELOW));
        say("delete to beyond the end", delete(BEYOND));
        for (String reset : List.of("earliest", "latest", "none")) {
            say("below the log start, " + reset, startFrom(BELOW, DELETED, reset));
            say("beyond the end, " + reset, startFrom(BEYOND, DELETED, reset));
        }
        say("at the log start, none", startFrom(DELETED, DELETED, "none"));
        say("at the end, none", startFrom(end(), DELETED, "none"));

        long emptied = end();
        say("delete all", delete(RecordsToDelete.beforeOffset(-1)).replace(Long.toString(emptied), "the end"));
        say("below an empty log, earliest", startFrom(BELOW, emptied, "earliest"));
    }

    private String delete(long offset) throws InterruptedException {
        return delete(RecordsToDelete.beforeOffset(offset));
    }

    private String delete(RecordsToDelete records) throws InterruptedException {
        var deleted = requireNonNull(
                admin.deleteRecords(Map.of(partition, records)).lowWatermarks().get(partition));
        try {
            return "log start " + deleted.get().lowWatermark();
        } catch (ExecutionException e) {
            return requireNonNullElse(e.getCause(), e).getClass().getSimpleName();
        }
    }

    /// Consumes from an offset until something comes of it, and writes a record whenever nothing did.
    private String startFrom(long offset, long logStart, String reset) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                Connections.consumer(bootstrap, Map.of("auto.offset.reset", reset))) {
            consumer.assign(List.of(partition));
            long end = end(consumer);
            consumer.seek(partition, offset);
            for (int polls = 0; polls < POLLS_MAX; polls++) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    return place(records.iterator().next().offset(), logStart, end);
                }
                send();
                producer.flush();
            }
            return "nothing is read";
        } catch (OffsetOutOfRangeException e) {
            Long told = e.offsetOutOfRangePartitions().get(partition);
            return "OffsetOutOfRangeException" + (told != null && told == offset ? "" : " at " + told);
        }
    }

    private static String place(long offset, long logStart, long end) {
        if (offset == logStart) {
            return "reads from the log start";
        }
        return offset >= end ? "reads from the end" : "reads from " + offset;
    }

    private long end() {
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, Map.of())) {
            return end(consumer);
        }
    }

    private long end(KafkaConsumer<byte[], byte[]> consumer) {
        return requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    }

    private void send() {
        producer.send(new ProducerRecord<>(partition.topic(), 0, new byte[0], new byte[0]));
    }

    private static void say(String what, String outcome) {
        System.out.println("java, " + what + ": " + outcome);
    }
}
