package io.varve.simulation.torture;

import io.varve.simulation.history.Isolation;
import io.varve.simulation.history.ProducerKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka's own clients, with time-outs that a run of a minute sees many of.
final class Clients {

    /// Clients of any other age have forgotten a node that stood still for longer.
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

    static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(8);
    static final Duration MAX_BLOCK = Duration.ofSeconds(2);

    /// Long enough for what a run does to a node, but for its longest pauses.
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(8);

    private static final int IN_FLIGHT = 5;
    private static final int BUFFER_BYTES = 512 << 10;
    private static final int LINGER_MS = 20;
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int MAX_COPIED_RECORDS = 50;

    private Clients() {}

    /// @param zone of the ingest node that it is sent to while that serves
    static Producer<byte[], byte[]> producer(String bootstrap, String zone, ProducerKind kind) {
        Map<String, Object> settings = settings(bootstrap, zone);
        settings.put("enable.idempotence", kind == ProducerKind.IDEMPOTENT);
        settings.put("max.in.flight.requests.per.connection", kind == ProducerKind.ONE_IN_FLIGHT ? 1 : IN_FLIGHT);
        settings.put("max.block.ms", MAX_BLOCK.toMillis());
        return producer(settings);
    }

    /// @param id whose transactions it goes on with
    static Producer<byte[], byte[]> transactional(String bootstrap, String zone, String id) {
        Map<String, Object> settings = settings(bootstrap, zone);
        settings.put("transactional.id", id);
        settings.put("transaction.timeout.ms", Math.toIntExact(TRANSACTION_TIMEOUT.toMillis()));
        settings.put("max.block.ms", DELIVERY_TIMEOUT.toMillis());
        return producer(settings);
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        settings.put("acks", "all");
        settings.put("delivery.timeout.ms", Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
        settings.put("linger.ms", LINGER_MS);
        settings.put("buffer.memory", BUFFER_BYTES);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// Belongs to no group, and never goes anywhere that it was not told to go.
    static Consumer<byte[], byte[]> consumer(String bootstrap, String zone) {
        return consumer(bootstrap, zone, Isolation.READ_UNCOMMITTED);
    }

    static Consumer<byte[], byte[]> consumer(String bootstrap, String zone, Isolation isolation) {
        return consumer(settings(bootstrap, zone), zone, isolation);
    }

    /// Of a group whose offsets transactions commit; gets committed records, a few at a time.
    static Consumer<byte[], byte[]> copying(String bootstrap, String zone, String group) {
        Map<String, Object> settings = settings(bootstrap, zone);
        settings.put("group.id", group);
        settings.put("max.poll.records", MAX_COPIED_RECORDS);
        return consumer(settings, zone, Isolation.READ_COMMITTED);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings, String zone, Isolation isolation) {
        settings.put("isolation.level", isolation.name().toLowerCase(Locale.ROOT));
        settings.put("client.rack", zone);
        settings.put("auto.offset.reset", "none");
        settings.put("enable.auto.commit", false);
        settings.put("allow.auto.create.topics", false);
        settings.putIfAbsent("max.poll.records", MAX_POLL_RECORDS);
        settings.put("default.api.timeout.ms", Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static Admin admin(String bootstrap) {
        return Admin.create(settings(bootstrap, ""));
    }

    private static Map<String, Object> settings(String bootstrap, String zone) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("client.id", "zone=" + zone);
        settings.put("request.timeout.ms", Math.toIntExact(REQUEST_TIMEOUT.toMillis()));
        settings.put("metadata.max.age.ms", 1_000);
        settings.put("reconnect.backoff.max.ms", 200);
        settings.put("metadata.recovery.strategy", "rebootstrap");
        return settings;
    }
}
