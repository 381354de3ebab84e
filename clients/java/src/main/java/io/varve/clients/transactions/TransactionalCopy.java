package io.varve.clients.transactions;

import io.varve.clients.Connections;
import io.varve.clients.Options;
import io.varve.clients.Options.UsageException;
import io.varve.clients.WholeLog;
import io.varve.clients.transactions.CopyCheck.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/// Copies a topic with Kafka's `TransactionalMessageCopier`, each transaction of which has records and the offset of
/// the next
/// record to copy, and every third of which it aborts. The copiers are killed and started again over and over; whoever
/// wants can do so with the broker besides. In the end the copy must be the topic.
public final class TransactionalCopy {
    private static final String USAGE = """
            copy-transactions HOST:PORT[,HOST:PORT] [--records N] [--partitions N] [--kills N] [--group-mode true|false]
                              [--transaction-size N] [--transaction-timeout-ms N] [--folder DIR]
            """;

    private static final String TOOL = "org.apache.kafka.tools.TransactionalMessageCopier";
    private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long NO_PROGRESS_NS = TimeUnit.SECONDS.toNanos(180);
    private static final int QUESTION_TIMEOUT_MS = 5000;
    private static final int PERCENT = 100;
    private static final int VIOLATED = 1;
    private static final int MISUSED = 2;

    private final String bootstrap;
    private final String classpath;
    private final Path folder;
    private final long records;
    private final int partitions;
    private final long kills;
    private final boolean groupMode;
    private final long transactionSize;
    private final long transactionTimeoutMs;
    private final String name = "copy-" + Long.toHexString(System.currentTimeMillis());
    private final String input = name + "-in";
    private final String output = name + "-out";
    private final List<Copier> copiers = new ArrayList<>();
    private int killed;
    private int gaveUp;

    private TransactionalCopy(Options options) {
        this.bootstrap = options.required("bootstrap");
        this.classpath = options.required("classpath");
        this.folder = Path.of(options.required("folder"));
        this.records = options.number("records", 100_000);
        this.partitions = Math.toIntExact(options.number("partitions", 2));
        this.kills = options.number("kills", 10);
        this.groupMode = options.flag("group-mode", false);
        this.transactionSize = options.number("transaction-size", 100);
        this.transactionTimeoutMs = options.number("transaction-timeout-ms", 5000);
        options.refuseOthers();
    }

    public static void main(String[] args) throws Exception {
        TransactionalCopy copy;
        try {
            copy = new TransactionalCopy(new Options(List.of(args)));
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(MISUSED);
            return;
        }
        System.exit(copy.run() ? 0 : VIOLATED);
    }

    private boolean run() throws Exception {
        Files.createDirectories(folder);
        try (Admin admin = Connections.admin(bootstrap)) {
            admin.createTopics(List.of(
                            new NewTopic(input, partitions, (short) 1), new NewTopic(output, partitions, (short) 1)))
                    .all()
                    .get();
            fill();
            System.out.println("topic " + input);
            for (int partition = 0; partition < partitions; partition++) {
                copiers.add(new Copier("copier-" + partition, command(partition), folder));
            }
            boolean done = copy(admin);
            Verdict verdict = verdict();
            boolean good = done && verdict.isOk();
            System.out.printf(
                    "copiers=%d killed=%d gave-up=%d records=%d copies=%d missing=%d repeated=%d strange=%d%n",
                    copiers.size(),
                    killed,
                    gaveUp,
                    verdict.records(),
                    verdict.copies(),
                    verdict.missing(),
                    verdict.repeated(),
                    verdict.strange());
            verdict.differences().forEach(System.out::println);
            System.out.println(good ? "OK" : "FAILED, what the copiers said is in " + folder);
            return good;
        }
    }

    private void fill() throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = Connections.producer(bootstrap, Map.of("linger.ms", 5))) {
            for (long i = 0; i < records; i++) {
                byte[] key = Long.toString(i).getBytes(StandardCharsets.UTF_8);
                byte[] value = ("record " + i).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(input, (int) (i % partitions), key, value)));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }

    private List<String> command(int partition) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                classpath,
                TOOL));
        command.addAll(List.of("--broker-list", bootstrap, "--input-topic", input, "--output-topic", output));
        command.addAll(List.of("--input-partition", Integer.toString(partition), "--consumer-group", name));
        command.addAll(List.of("--transactional-id", name + "-" + partition));
        command.addAll(List.of("--transaction-size", Long.toString(transactionSize)));
        command.addAll(List.of("--transaction-timeout", Long.toString(transactionTimeoutMs)));
        command.addAll(List.of("--enable-random-aborts", "--use-group-metadata"));
        if (groupMode) {
            command.add("--group-mode");
        }
        return command;
    }

    /// Kills the copiers in turn, each time when so much more is copied, and starts them again until they are done.
    /// Says of
    /// every hundredth that it is copied.
    private boolean copy(Admin admin) throws IOException, InterruptedException {
        long copied = 0;
        long copiedAtKill = -1;
        long percent = 0;
        long sinceNs = System.nanoTime();
        while (!copiers.stream().allMatch(Copier::isDone)) {
            long now = Math.max(copied, copied(admin, copied));
            if (now > copied) {
                copied = now;
                sinceNs = System.nanoTime();
            }
            for (; percent <= copied * PERCENT / records; percent++) {
                System.out.println("copied " + percent + " %");
            }
            if (System.nanoTime() - sinceNs > NO_PROGRESS_NS) {
                System.out.println("nothing was copied for " + TimeUnit.NANOSECONDS.toSeconds(NO_PROGRESS_NS) + " s");
                return false;
            }
            boolean due = killed < kills && copied >= records * (killed + 1) / (kills + 1) && copied > copiedAtKill;
            if (due && killNext()) {
                copiedAtKill = copied;
                killed++;
            }
            for (Copier copier : copiers) {
                gaveUp += copier.hasGivenUp() ? 1 : 0;
                copier.revive();
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
        if (killed < kills) {
            System.out.println("only " + killed + " kills before all was copied");
        }
        return killed == kills;
    }

    /// The copier whose turn it is, or if it is done the next that is not.
    private boolean killNext() throws InterruptedException {
        for (int i = 0; i < copiers.size(); i++) {
            if (copiers.get((killed + i) % copiers.size()).kill()) {
                return true;
            }
        }
        return false;
    }

    /// What the offsets say that are committed, or what they said before if nobody answers.
    private long copied(Admin admin, long before) throws InterruptedException {
        try {
            return admin
                    .listConsumerGroupOffsets(
                            name, new ListConsumerGroupOffsetsOptions().timeoutMs(QUESTION_TIMEOUT_MS))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(committed -> committed == null ? 0 : committed.offset())
                    .sum();
        } catch (ExecutionException e) {
            System.err.println("no committed offsets: " + e.getCause());
            return before;
        }
    }

    private Verdict verdict() {
        CopyCheck check = new CopyCheck();
        try (KafkaConsumer<byte[], byte[]> all = Connections.consumer(bootstrap, Map.of());
                KafkaConsumer<byte[], byte[]> consumer =
                        Connections.consumer(bootstrap, Map.of("isolation.level", "read_committed"))) {
            List<TopicPartition> both = IntStream.range(0, partitions)
                    .mapToObj(n -> List.of(new TopicPartition(input, n), new TopicPartition(output, n)))
                    .flatMap(List::stream)
                    .toList();
            WholeLog.readTo(consumer, all.endOffsets(both), record -> {
                String text = text(record.key()) + "=" + text(record.value());
                if (record.topic().equals(input)) {
                    check.original(record.partition(), text);
                } else {
                    check.copy(record.partition(), text);
                }
            });
        }
        return check.verdict();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
