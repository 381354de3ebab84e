package io.varve.cli.demo;

import io.varve.core.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads a topic as it is written, on a thread of its own, until it is woken up.
final class FlightReader implements Runnable, AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final Consumer<String, String> consumer;
    private final List<TopicPartition> partitions;
    private final Progress progress;
    private final Clock clock;

    FlightReader(String bootstrap, String topic, int partitions, Progress progress, Clock clock) {
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        this.progress = progress;
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "client.id",
                        "varve-demo",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    @Override
    public void run() {
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                consumer.poll(POLL).forEach(this::arrived);
            }
        } catch (WakeupException e) {
            // Enough has been read.
        } catch (KafkaException e) {
            progress.failed(e);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
    }

    private void arrived(ConsumerRecord<String, String> record) {
        progress.read().add(clock.wallMs() - record.timestamp());
    }
}
