package io.varve.cli.demo;

import io.varve.core.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// Writes flights to a topic at a steady pace, with Kafka's own producer as it is by default. Of one thread.
final class FlightWriter implements AutoCloseable {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final List<Flight> flights;
    private final String topic;
    private final Progress progress;
    private final Clock clock;
    private final Producer<String, String> producer;
    private final long beganNanos;
    private int sent;

    FlightWriter(String bootstrap, String topic, List<Flight> flights, Progress progress, Clock clock) {
        this.flights = flights;
        this.topic = topic;
        this.progress = progress;
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "client.id", "varve-demo"),
                new StringSerializer(),
                new StringSerializer());
        this.beganNanos = clock.nanoTime();
    }

    /// Sends what should have been sent by now.
    void sendDue(int recordsPerSecond) {
        long elapsedNanos = clock.nanoTime() - beganNanos;
        double due = (double) elapsedNanos / NANOS_PER_SECOND * recordsPerSecond;
        while (sent < Math.min(due, flights.size())) {
            send(flights.get(sent));
            sent++;
        }
    }

    /// What is still under way is given up.
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private void send(Flight flight) {
        long sentNanos = clock.nanoTime();
        producer.send(
                new ProducerRecord<>(topic, flight.carrier(), flight.json()),
                (written, failure) -> acknowledged(sentNanos, failure));
    }

    private void acknowledged(long sentNanos, @Nullable Exception failure) {
        if (failure == null) {
            progress.written()
                    .add(Duration.ofNanos(clock.nanoTime() - sentNanos).toMillis());
        } else {
            progress.failed(failure);
        }
    }
}
