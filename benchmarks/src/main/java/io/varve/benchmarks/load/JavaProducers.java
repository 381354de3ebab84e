package io.varve.benchmarks.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Kafka's own producers, idempotent and with acks=all as they come, without compression. Each has a thread of its own
/// that hands it records.
public final class JavaProducers implements Load {

    /// A batch of the size that the encoded ones have, and requests that hold some of them.
    private static final int BATCH_OVERHEAD_BYTES = 2 << 10;

    private static final int REQUEST_BYTES = 4 << 20;
    private static final int LINGER_MS = 20;

    private final String bootstrap;
    private final RecordShape shape;
    private final int producers;

    public JavaProducers(String bootstrap, RecordShape shape, int producers) {
        this.bootstrap = bootstrap;
        this.shape = shape;
        this.producers = producers;
    }

    @Override
    public LoadResult run(Pace pace, Duration time, Tally tally) throws Exception {
        long endNanos = System.nanoTime() + time.toNanos();
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < producers; i++) {
            var fresh = new FreshBytes(System.nanoTime() * 31 + i);
            Pace share = pace.share(i, producers);
            tasks.add(() -> produce(fresh, share, endNanos, tally));
        }
        Crew.run(tasks);
        return tally.result();
    }

    private Void produce(FreshBytes fresh, Pace pace, long endNanos, Tally tally) throws Exception {
        var failure = new AtomicReference<@Nullable Exception>();
        Pace.Schedule schedule = pace.begin();
        // The producer copies a value before it returns, so one array serves all.
        byte[] value = new byte[shape.valueBytes()];
        ByteBuffer valueBytes = ByteBuffer.wrap(value);
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(configs())) {
            while (System.nanoTime() < endNanos && failure.get() == null) {
                fresh.fill(valueBytes, 0, value.length);
                long dueNanos = schedule.await(value.length);
                producer.send(new ProducerRecord<>(shape.topic(), value), (written, e) -> {
                    if (e == null) {
                        tally.took(System.nanoTime() - dueNanos);
                        tally.done(1, value.length);
                    } else {
                        failure.compareAndSet(null, e);
                    }
                });
            }
            producer.flush();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return null;
    }

    private Map<String, Object> configs() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.BATCH_SIZE_CONFIG,
                Math.toIntExact(shape.batchValueBytes()) + BATCH_OVERHEAD_BYTES,
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MS,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                REQUEST_BYTES,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class);
    }
}
