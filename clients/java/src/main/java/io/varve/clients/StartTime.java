package io.varve.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// How long it takes from the start of a node, on an empty folder, until it is ready and until it has acknowledged a
/// record. The first start of several also loads this program's own classes.
public final class StartTime {
    private static final String TOPIC = "start";

    private final List<String> command;

    private StartTime(List<String> command) {
        this.command = command;
    }

    /// Options: `--launcher`, the program `varve`; `--data`, a folder that can be made; `--starts` (3).
    public static void main(String[] args) throws Exception {
        var options = new Options(List.of(args));
        String launcher = options.required("launcher");
        Path data = Path.of(options.required("data"));
        long starts = options.number("starts", 3);
        options.refuseOthers();
        for (int i = 1; i <= starts; i++) {
            String folder = data.resolve(Integer.toString(i)).toString();
            new StartTime(List.of(launcher, "start", "--data", folder, "--kafka-port", "0", "--http-port", "0")).run(i);
        }
    }

    private void run(int number) throws Exception {
        long beganNanos = System.nanoTime();
        Process node = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String bootstrap = bootstrap(node.inputReader(StandardCharsets.UTF_8));
            long readyNanos = System.nanoTime();
            produce(bootstrap);
            long acknowledgedNanos = System.nanoTime();
            System.out.printf(
                    "start %d: ready after %.2f s, first record acknowledged after %.2f s%n",
                    number, (readyNanos - beganNanos) / 1e9, (acknowledgedNanos - beganNanos) / 1e9);
        } finally {
            node.destroy();
            node.waitFor();
        }
    }

    private static String bootstrap(BufferedReader output) throws IOException {
        var said = new ArrayList<String>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith("ready kafka=")) {
                return line.substring("ready kafka=".length(), line.indexOf(' ', "ready ".length()));
            }
        }
        throw new IllegalStateException("the node ended before it was ready: " + said);
    }

    private static void produce(String bootstrap) throws Exception {
        try (Admin admin = Connections.admin(bootstrap);
                Producer<byte[], byte[]> producer = Connections.producer(bootstrap, Map.of())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>(TOPIC, new byte[] {1})).get();
        }
    }
}
