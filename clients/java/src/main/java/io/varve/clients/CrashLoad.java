package io.varve.clients;

import io.varve.clients.LoadProducers.Load;
import io.varve.clients.LogCheck.Verdict;
import io.varve.clients.Options.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A load that outlives its broker, and the check of what the broker kept of it. For tests that kill brokers: `produce`
/// writes down every acknowledgement, and `verify` reads the whole topic and holds it against them.
public final class CrashLoad {
    private static final String USAGE = """
            CrashLoad produce --bootstrap HOST:PORT[,HOST:PORT] --topic NAME --records N --source FILE[.gz] --acks-log FILE
                              [--partitions N_OF_A_NEW_TOPIC] [--idempotent true|false] [--producers N]
                              [--rate RECORDS_A_SECOND] [--until FILE_THAT_APPEARS] [--client-id ID]...
                              [--keys N_OF_EACH_PRODUCER] [--property NAME=VALUE]...
            CrashLoad verify --bootstrap HOST:PORT[,HOST:PORT] --topic NAME --acks-log FILE [--exactly-once true|false]
            CrashLoad verify --bootstrap HOST:PORT[,HOST:PORT] --topic NAME --acks-log FILE --keys N_OF_EACH_PRODUCER
            """;

    private static final int VIOLATED = 1;
    private static final int MISUSED = 2;

    private CrashLoad() {}

    public static void main(String[] args) throws IOException {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> arguments) throws IOException {
        try {
            if (arguments.isEmpty()) {
                throw new UsageException("produce or verify?");
            }
            Options options = new Options(arguments.subList(1, arguments.size()));
            return switch (arguments.getFirst()) {
                case "produce" -> produce(options);
                case "verify" -> verify(options);
                default -> throw new UsageException("unknown command " + arguments.getFirst());
            };
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            return MISUSED;
        }
    }

    private static int produce(Options options) throws IOException {
        Load load = new Load(
                options.required("bootstrap"),
                options.required("topic"),
                (int) options.number("producers", 1),
                options.flag("idempotent", true),
                options.number("rate", Integer.MAX_VALUE),
                options.number("keys", 0),
                options.all("client-id"),
                properties(options.all("property")));
        long records = options.number("records", 0);
        Path source = Path.of(options.required("source"));
        Path log = Path.of(options.required("acks-log"));
        int partitions = (int) options.number("partitions", 0);
        String end = options.orElse("until", "");
        BooleanSupplier over = end.isEmpty() ? () -> false : () -> Files.exists(Path.of(end));
        options.refuseOthers();
        if (partitions > 0) {
            create(load, partitions);
        }
        try (AcknowledgementLog acknowledgements = new AcknowledgementLog(log);
                LoadProducers producers = new LoadProducers(load, acknowledgements)) {
            return producers.send(new SourceRows(source), records, over) == 0 ? 0 : VIOLATED;
        }
    }

    private static void create(Load load, int partitions) {
        NewTopic topic = new NewTopic(load.topic(), partitions, (short) 1);
        try (Admin admin = Connections.admin(load.bootstrap())) {
            admin.createTopics(List.of(topic))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private static int verify(Options options) throws IOException {
        String bootstrap = options.required("bootstrap");
        String topic = options.required("topic");
        Path log = Path.of(options.required("acks-log"));
        long keys = options.number("keys", 0);
        boolean exactlyOnce = options.flag("exactly-once", true);
        options.refuseOthers();

        List<Acknowledgement> acknowledgements = AcknowledgementLog.read(log);
        if (keys > 0) {
            LatestCheck check = new LatestCheck(acknowledgements, keys);
            int partitions = read(bootstrap, topic, check::record).size();
            return report(check.verdict(), partitions);
        }
        LogCheck check = new LogCheck(acknowledgements, exactlyOnce);
        Map<TopicPartition, Long> ends = read(bootstrap, topic, check::record);
        ends.forEach((partition, end) -> check.end(partition.partition(), end));
        return report(check.verdict(), ends.size());
    }

    private interface Sink {
        void record(int partition, long offset, @Nullable LoadId id, int checksum);
    }

    private static Map<TopicPartition, Long> read(String bootstrap, String topic, Sink sink) {
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            return WholeLog.read(
                    consumer,
                    partitions,
                    record -> sink.record(
                            record.partition(),
                            record.offset(),
                            LoadId.ofKey(record.key()),
                            record.value() == null ? 0 : Acknowledgement.checksum(record.value())));
        }
    }

    private static int report(Verdict verdict, int partitions) {
        System.out.printf(
                "partitions=%d acknowledged=%d records=%d unacknowledged=%d duplicates=%d violations=%d%n",
                partitions,
                verdict.acknowledged(),
                verdict.records(),
                verdict.unacknowledged(),
                verdict.duplicates(),
                verdict.violationCount());
        verdict.violations().forEach(System.out::println);
        System.out.println(verdict.isOk() ? "OK" : "FAILED");
        return verdict.isOk() ? 0 : VIOLATED;
    }

    private static Map<String, String> properties(List<String> assignments) {
        Map<String, String> properties = new HashMap<>();
        for (String assignment : assignments) {
            String[] nameAndValue = assignment.split("=", 2);
            if (nameAndValue.length != 2) {
                throw new UsageException("--property is NAME=VALUE, not " + assignment);
            }
            properties.put(nameAndValue[0], nameAndValue[1]);
        }
        return properties;
    }
}
