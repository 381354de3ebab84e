package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.Details.Send;
import io.varve.simulation.history.HistoryWriter.Operation;
import io.varve.simulation.history.ProducerKind;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Sends bursts of records to partitions at random, by one producer after another.
final class Sender implements Runnable {

    private static final int MAX_BURST = 40;
    private static final int BURSTS_OF_A_PRODUCER = 400;

    /// Not of an idempotent producer: when one of its batches fails for good, Kafka's client takes a new
    /// epoch and sends what is still in flight under it, also what was written already and whose answer was
    /// lost. That is no promise broken by the log.
    private static final int TOO_LARGE_ONE_IN = 500;

    private final String name;
    private final ProducerKind kind;
    private final Target target;
    private final int ratePerSecond;
    private final Load load;
    private final Random random;

    /// @param ratePerSecond records, at most
    Sender(String name, ProducerKind kind, Target target, int ratePerSecond, Load load) {
        this.name = name;
        this.kind = kind;
        this.target = target;
        this.ratePerSecond = ratePerSecond;
        this.load = load;
        random = new Random(load.seed() ^ name.hashCode());
    }

    @Override
    public void run() {
        for (int life = 0; load.isSending(); life++) {
            String process = name + "." + life;
            load.history().begin(process, Action.OPEN, Details.NONE).ok(Details.ofProducer(kind));
            Producer<byte[], byte[]> producer = Clients.producer(target.bootstrap(), target.zone(), kind);
            send(process, producer);
            // What is still on its way may come to its end, but for some: a program may end at any time.
            producer.close(random.nextInt(4) == 0 ? Duration.ZERO : Clients.DELIVERY_TIMEOUT);
        }
    }

    private void send(String process, Producer<byte[], byte[]> producer) {
        long dueNs = System.nanoTime();
        for (int burst = 0; burst < BURSTS_OF_A_PRODUCER && load.isSending(); burst++) {
            TopicPartition partition = Topics.PARTITIONS.get(random.nextInt(Topics.PARTITIONS.size()));
            int records = 1 + random.nextInt(MAX_BURST);
            for (int i = 0; i < records; i++) {
                new Sending(process, partition).begin(producer);
            }
            // What was held up is not made up for.
            dueNs = Math.max(dueNs, System.nanoTime()) + TimeUnit.SECONDS.toNanos(records) / ratePerSecond;
            await(dueNs);
        }
    }

    private static void await(long dueNs) {
        for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    /// One record on its way.
    private final class Sending {

        private final TopicPartition partition;
        private final long value = load.newValue();
        private final Operation operation;
        private final byte[] payload;
        private final Thread sender = Thread.currentThread();
        private boolean returned;

        private Sending(String process, TopicPartition partition) {
            this.partition = partition;
            payload = kind != ProducerKind.IDEMPOTENT && random.nextInt(TOO_LARGE_ONE_IN) == 0
                    ? Payload.tooLarge(value, Topics.MAX_BATCH_BYTES)
                    : Payload.of(value);
            operation =
                    load.history().begin(process, Action.SEND, Details.ofSends(new Send(partition.toString(), value)));
        }

        private void begin(Producer<byte[], byte[]> producer) {
            load.sent();
            var message = new ProducerRecord<byte[], byte[]>(partition.topic(), partition.partition(), null, payload);
            try {
                producer.send(message, this::end);
            } catch (RuntimeException e) {
                end(null, e);
            }
            returned = true;
        }

        private void end(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            load.ended(failure == null);
            if (failure == null && metadata != null) {
                long offset = metadata.hasOffset() ? metadata.offset() : Details.NO_OFFSET;
                operation.ok(Details.ofSends(new Send(partition.toString(), value, offset)));
            } else if (failure != null && SendFailure.isDefinite(failure, isSending())) {
                operation.failed(new Reason(failure.toString()));
            } else {
                operation.unknown(new Reason(String.valueOf(failure)));
            }
        }

        /// Answers come by another thread, perhaps before this one has returned.
        private boolean isSending() {
            return Thread.currentThread() == sender && !returned;
        }
    }
}
