package io.varve.clients;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// What one producer gets from having several requests in flight: its rate with one, its rate with five, and whether
/// the log has the records of both in the order in which they were sent.
///
/// Both send the same full batches to one partition, one in a request, and never run out of them: the batch is small
/// beside what the network carries in a round trip, so that only the number of requests in flight makes a difference.
public final class Pipelining {
    private static final int VALUE_BYTES = 1_000;
    private static final int BATCH_BYTES = 8 << 10;

    /// Enough to fill all requests in flight again while their answers are on the way.
    private static final long BUFFER_BYTES = 1 << 20;

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String bootstrap;
    private final Duration time;

    private Pipelining(String bootstrap, Duration time) {
        this.bootstrap = bootstrap;
        this.time = time;
    }

    /// Options: `--bootstrap`, `--seconds` of each rate (20), `--at-least` this ratio (4).
    public static void main(String[] args) throws Exception {
        var options = new Options(List.of(args));
        var pipelining =
                new Pipelining(options.required("bootstrap"), Duration.ofSeconds(options.number("seconds", 20)));
        long atLeast = options.number("at-least", 4);
        options.refuseOthers();

        double one = pipelining.rate("pipelining-1", 1);
        double five = pipelining.rate("pipelining-5", 5);
        System.out.printf("five requests in flight give %.1f times the throughput of one%n", five / one);
        if (five < atLeast * one) {
            System.err.println("at least " + atLeast + " times were wanted");
            System.exit(1);
        }
    }

    /// Records a second, once the producer has found its rate.
    private double rate(String topic, int inFlight) throws Exception {
        try (Admin admin = Connections.admin(bootstrap)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        Map<String, Object> config = Map.of(
                "max.in.flight.requests.per.connection", inFlight,
                "batch.size", BATCH_BYTES,
                "buffer.memory", BUFFER_BYTES,
                "linger.ms", 0);
        var acknowledged = new AtomicLong();
        var failure = new CompletableFuture<Exception>();
        long sent = 0;
        double rate;
        try (Producer<byte[], byte[]> producer = Connections.producer(bootstrap, config)) {
            long beganNanos = System.nanoTime();
            long countFromNanos = beganNanos + WARM_UP.toNanos();
            long endNanos = countFromNanos + time.toNanos();
            long before = 0;
            long nowNanos = beganNanos;
            // The producer makes whoever sends wait while its buffer is full.
            while (nowNanos < endNanos && !failure.isDone()) {
                producer.send(new ProducerRecord<>(topic, value(sent++)), (written, e) -> {
                    if (e == null) {
                        acknowledged.incrementAndGet();
                    } else {
                        failure.complete(e);
                    }
                });
                if (nowNanos < countFromNanos) {
                    before = acknowledged.get();
                }
                nowNanos = System.nanoTime();
            }
            rate = (acknowledged.get() - before) * 1e9 / (nowNanos - countFromNanos);
        }
        if (failure.isDone()) {
            throw failure.get();
        }
        requireInOrder(new TopicPartition(topic, 0), sent);
        System.out.printf("%d in flight: %.0f records/s, %d records in order and each once%n", inFlight, rate, sent);
        return rate;
    }

    private static byte[] value(long number) {
        return ByteBuffer.allocate(VALUE_BYTES).putLong(number).array();
    }

    private void requireInOrder(TopicPartition partition, long sent) {
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            if (end != sent) {
                throw new IllegalStateException(sent + " records were acknowledged, the log has " + end);
            }
            for (long next = 0; next < end; ) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    long number = ByteBuffer.wrap(record.value()).getLong();
                    if (number != next || record.offset() != next) {
                        throw new IllegalStateException("record " + number + " is at offset " + record.offset()
                                + ", where " + next + " belongs");
                    }
                    next++;
                }
            }
        }
    }
}
