package io.varve.cli.console;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Option;

/// Which cluster a command talks to.
public final class ClusterOptions {

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:VARVE_BOOTSTRAP:-localhost:9092}",
            description = "A node of the cluster (VARVE_BOOTSTRAP). Default: localhost:9092")
    private String bootstrap = "localhost:9092";

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long to wait for an answer. Default: 10")
    private int timeoutSeconds = 10;

    @Option(
            names = "--client",
            paramLabel = "KEY=VALUE",
            description = "A setting of the Kafka client, for instance compression.type=zstd.")
    private final Map<String, String> clientSettings = new HashMap<>();

    public String bootstrap() {
        return bootstrap;
    }

    public Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    public Admin admin() {
        return connect(Map.of(), Admin::create);
    }

    public Producer<byte[], byte[]> producer(Map<String, Object> defaults) {
        return connect(
                defaults,
                settings -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    public Consumer<byte[], byte[]> consumer(Map<String, Object> defaults) {
        return connect(
                defaults,
                settings -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    private <C> C connect(Map<String, Object> defaults, Function<Map<String, Object>, C> client) {
        var settings = new HashMap<>(defaults);
        int timeoutMs = Math.toIntExact(timeout().toMillis());
        settings.put(BOOTSTRAP_SERVERS, bootstrap);
        settings.put("client.id", "varve-cli");
        settings.put("default.api.timeout.ms", timeoutMs);
        settings.put("request.timeout.ms", timeoutMs);
        settings.putAll(clientSettings);
        try {
            return client.apply(settings);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandException("cannot make a Kafka client for " + bootstrap + ": " + cause.getMessage(), e);
        }
    }

    /// What to say of a failure of the Kafka client.
    public CommandException explain(Exception thrown) {
        Throwable failure =
                thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof TimeoutException) {
            return new CommandException(
                    "no answer from " + bootstrap + " within " + timeoutSeconds
                            + " s: start a node with 'varve start', or name another one with --bootstrap",
                    failure);
        }
        return new CommandException(String.valueOf(failure.getMessage()), failure);
    }
}
