package io.varve.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Producers that share a source's rows, and never give a record up while a broker may come back.
final class LoadProducers implements AutoCloseable {
    private static final long PROGRESS_RECORDS = 10_000;

    private final Load load;
    private final AcknowledgementLog log;
    private final List<Producer<byte[], byte[]>> producers = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /// @param ratePerSecond records of all producers together, at most
    /// @param keys that each producer uses in turn; 0 if each record has its own
    /// @param clientIds what producers call themselves, in turn; may be empty
    /// @param overrides producer properties that win over all others
    record Load(
            String bootstrap,
            String topic,
            int producers,
            boolean idempotent,
            long ratePerSecond,
            long keys,
            List<String> clientIds,
            Map<String, String> overrides) {}

    LoadProducers(Load load, AcknowledgementLog log) {
        this.load = load;
        this.log = log;
        for (int number = 0; number < load.producers(); number++) {
            producers.add(Connections.producer(load.bootstrap(), properties(number)));
        }
    }

    /// Sends that many records, or fewer if it is over earlier, and waits for the fate of each: nothing is
    /// on its way any more that could still become part of the log. Returns how many were refused for good.
    long send(SourceRows source, long records, BooleanSupplier over) {
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        // Each has a thread of its own: one that waits for its broker does not hold up those that have another.
        try (ExecutorService threads = Executors.newFixedThreadPool(load.producers())) {
            for (int number = 0; number < load.producers(); number++) {
                int producer = number;
                senders.add(CompletableFuture.runAsync(() -> sendShare(producer, source, records, over), threads));
            }
        }
        senders.forEach(CompletableFuture::join);
        System.out.println("sent=" + sent + " acknowledged=" + acknowledged + " failed=" + failed);
        return failed.get();
    }

    /// Sends every record whose number, modulo the producers, is the producer's.
    private void sendShare(int producer, SourceRows source, long records, BooleanSupplier over) {
        long everyNs = TimeUnit.SECONDS.toNanos(load.producers()) / load.ratePerSecond();
        long dueNs = System.nanoTime();
        for (long number = producer; number < records && !over.getAsBoolean(); number += load.producers()) {
            // What was held up while a broker was away is not made up for.
            dueNs = Math.max(dueNs + everyNs, System.nanoTime());
            await(dueNs);
            send(producer, new LoadId(producer, number / load.producers()), source.row(number));
        }
        producers.get(producer).flush();
    }

    private void send(int producer, LoadId id, byte[] value) {
        int checksum = Acknowledgement.checksum(value);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(load.topic(), id.keyOf(load.keys()).toKey(), value);
        sent.incrementAndGet();
        producers.get(producer).send(record, (metadata, error) -> {
            if (error != null) {
                failed.incrementAndGet();
                System.out.println("failed " + id + ": " + error);
                return;
            }
            long offset = metadata.hasOffset() ? metadata.offset() : Acknowledgement.UNKNOWN;
            log.add(new Acknowledgement(metadata.partition(), offset, id, checksum));
            long count = acknowledged.incrementAndGet();
            if (count % PROGRESS_RECORDS == 0) {
                System.out.println("acknowledged " + count);
            }
        });
    }

    private static void await(long dueNs) {
        for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    private Map<String, Object> properties(int number) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("acks", "all");
        properties.put("enable.idempotence", load.idempotent());
        properties.put("linger.ms", 5);
        // A broker may be away for as long as it likes.
        properties.put("retries", Integer.MAX_VALUE);
        properties.put("delivery.timeout.ms", Integer.MAX_VALUE);
        properties.put("max.block.ms", Long.MAX_VALUE);
        // But it is found again soon when it is back.
        properties.put("request.timeout.ms", 10_000);
        properties.put("reconnect.backoff.max.ms", 500);
        properties.put("metadata.recovery.strategy", "rebootstrap");
        if (!load.clientIds().isEmpty()) {
            properties.put(
                    "client.id", load.clientIds().get(number % load.clientIds().size()));
        }
        properties.putAll(load.overrides());
        return properties;
    }

    @Override
    public void close() {
        producers.forEach(Producer::close);
    }
}
