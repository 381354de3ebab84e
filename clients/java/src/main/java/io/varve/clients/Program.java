package io.varve.clients;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The programs of the folder `clients` that use a broker, each through one client.
public enum Program {
    JAVA,
    /// The Java client of before KIP-890.
    JAVA_3_9,
    LIBRDKAFKA,
    KAFKAJS,
    AIOKAFKA,
    FRANZ_GO;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// How the program is called, without a verb.
    ///
    /// @param clients the folder of the clients' programs
    public List<String> command(Path clients) {
        return switch (this) {
            case JAVA -> List.of(clients.resolve("java/run").toString(), "JavaClient");
            case JAVA_3_9 ->
                List.of(
                        "env",
                        "CLIENTS_JAVA_FIRST=" + clients.resolve("target/old-java/kafka-clients.jar"),
                        clients.resolve("java/run").toString(),
                        "JavaClient");
            case LIBRDKAFKA -> python(clients, "confluent.py");
            case AIOKAFKA -> python(clients, "aio_kafka.py");
            case KAFKAJS -> List.of("node", clients.resolve("node/client.js").toString());
            case FRANZ_GO -> List.of(clients.resolve("target/franz-go").toString());
        };
    }

    private static List<String> python(Path clients, String file) {
        return List.of(
                clients.resolve("target/venv/bin/python").toString(),
                clients.resolve("python").resolve(file).toString());
    }
}
