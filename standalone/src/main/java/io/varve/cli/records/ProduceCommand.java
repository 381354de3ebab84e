package io.varve.cli.records;

import io.varve.cli.console.ClusterOptions;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve produce`.
@Command(
        name = "produce",
        description = {
            "Writes one record for each line of standard input, or of a file.",
            "Ends with 0 when every record has been acknowledged."
        },
        sortOptions = false)
public final class ProduceCommand implements Callable<Integer> {

    @Parameters(paramLabel = "TOPIC", description = "The topic to write to.")
    private String topic = "";

    @Option(names = "--file", paramLabel = "FILE", description = "Reads lines from this file.")
    private @Nullable Path file;

    @Option(
            names = "--key-separator",
            paramLabel = "TEXT",
            description = "Splits a line into key and value where this first appears; without it there are no keys.")
    private @Nullable String keySeparator;

    @Option(names = "--header", paramLabel = "KEY=VALUE", description = "A header that every record gets.")
    private final Map<String, String> headers = new LinkedHashMap<>();

    @Option(names = "--partition", paramLabel = "N", description = "The partition. Default: by key, or spread.")
    private @Nullable Integer partition;

    @Option(
            names = "--json",
            description = "Each line is an object of key, value, headers, partition and timestamp, as 'varve consume"
                    + " --json' prints it; all may be left out.")
    private boolean json;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    private final Console console;

    public ProduceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        LineFormat format =
                json ? new JsonLines(topic, partition) : new TextLines(topic, partition, keySeparator, headers);
        try (Producer<byte[], byte[]> producer =
                        cluster.producer(Map.of("linger.ms", 5, "delivery.timeout.ms", 120_000));
                var lines = new BufferedReader(new InputStreamReader(input(), StandardCharsets.UTF_8))) {
            return produce(producer, lines, format);
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
    }

    private InputStream input() {
        try {
            return file == null ? console.in() : Files.newInputStream(file);
        } catch (IOException e) {
            throw new CommandException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private int produce(Producer<byte[], byte[]> producer, BufferedReader lines, LineFormat format) throws IOException {
        var failure = new AtomicReference<@Nullable Exception>();
        long sent = 0;
        String line = lines.readLine();
        while (line != null && failure.get() == null) {
            sent++;
            producer.send(format.record(sent, line), (written, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
            line = lines.readLine();
        }
        producer.flush();
        Exception first = failure.get();
        if (first != null) {
            throw new CommandException(
                    "not all of " + sent + " records were acknowledged: "
                            + cluster.explain(first).getMessage(),
                    first);
        }
        console.err().println(sent + (sent == 1 ? " record" : " records") + " written to " + topic);
        return 0;
    }
}
