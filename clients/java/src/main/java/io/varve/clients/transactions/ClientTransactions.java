package io.varve.clients.transactions;

import io.varve.clients.Connections;
import io.varve.clients.Options;
import io.varve.clients.Options.UsageException;
import io.varve.clients.Program;
import io.varve.clients.RecordLine;
import io.varve.clients.transactions.TransactionCheck.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/// Transactional producers of several clients write to one topic at once, and commit and abort by turns. Then consumers
/// of committed records read it, and [TransactionCheck] says of each producer whether they saw what they had to.
public final class ClientTransactions {
    private static final String USAGE = """
            transactions HOST:PORT[,HOST:PORT] [--only CLIENT[,CLIENT]...] [--count N] [--folder DIR]
            """;

    private static final List<Program> READERS = List.of(Program.JAVA, Program.LIBRDKAFKA);
    private static final int PARTITIONS = 4;
    private static final long SILENCE_MAX_S = 180;
    private static final long LOOK_EVERY_MS = 100;
    private static final int VIOLATED = 1;
    private static final int MISUSED = 2;

    private final String bootstrap;
    private final Path clients;
    private final Path folder;
    private final List<Program> writers;
    private final long count;
    private final String topic = "transactions-" + Long.toHexString(System.currentTimeMillis());

    private ClientTransactions(Options options) {
        this.bootstrap = options.required("bootstrap");
        this.clients = Path.of(options.required("clients"));
        this.folder = Path.of(options.required("folder"));
        this.writers = programs(options.orElse("only", "java,librdkafka,kafkajs,aiokafka"));
        this.count = options.number("count", 1000);
        options.refuseOthers();
    }

    public static void main(String[] args) throws Exception {
        ClientTransactions transactions;
        try {
            transactions = new ClientTransactions(new Options(List.of(args)));
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(MISUSED);
            return;
        }
        System.exit(transactions.run() ? 0 : VIOLATED);
    }

    private static List<Program> programs(String only) {
        List<Program> programs = new ArrayList<>();
        for (String label : only.split(",", -1)) {
            try {
                programs.add(Program.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_')));
            } catch (IllegalArgumentException e) {
                throw new UsageException("no such client: " + label);
            }
        }
        return programs;
    }

    private boolean run() throws Exception {
        Files.createDirectories(folder);
        try (Admin admin = Connections.admin(bootstrap)) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        System.out.println("topic " + topic);
        Map<Program, String> failures = write();
        Map<Program, List<TransactionLine>> lines = new LinkedHashMap<>();
        for (Program writer : writers) {
            lines.put(writer, lines(writer));
        }
        Map<Program, Map<Program, TransactionCheck>> checks = new LinkedHashMap<>(); // by reader and writer
        boolean good = true;
        for (Program reader : READERS) {
            Map<Program, TransactionCheck> ofReader = new HashMap<>();
            lines.forEach((writer, written) -> ofReader.put(writer, new TransactionCheck(written)));
            checks.put(reader, ofReader);
            good &= read(reader, ofReader);
        }
        for (Program writer : writers) {
            Map<Program, Verdict> verdicts = new LinkedHashMap<>(); // by reader
            checks.forEach((reader, ofReader) ->
                    verdicts.put(reader, ofReader.get(writer).verdict()));
            good &= report(writer, verdicts, failures.get(writer));
        }
        System.out.println(good ? "OK" : "FAILED, what the clients said is in " + folder);
        return good;
    }

    /// Lets all write at once.
    ///
    /// @return what went wrong with whom
    private Map<Program, String> write() throws IOException, InterruptedException {
        Map<Program, Process> processes = new LinkedHashMap<>();
        for (Program writer : writers) {
            List<String> command = new ArrayList<>(writer.command(clients));
            command.addAll(List.of("transact", bootstrap, topic, id(writer), Long.toString(count)));
            processes.put(writer, start(command, writer.label()));
        }
        Map<Program, String> failures = new HashMap<>();
        for (Map.Entry<Program, Process> running : processes.entrySet()) {
            if (!ends(running.getKey(), running.getValue())) {
                running.getValue().destroyForcibly().waitFor();
                failures.put(running.getKey(), "ended no transaction for " + SILENCE_MAX_S + " s");
            } else if (running.getValue().exitValue() != 0) {
                failures.put(
                        running.getKey(), "ended with " + running.getValue().exitValue());
            }
        }
        return failures;
    }

    private boolean ends(Program writer, Process process) throws IOException, InterruptedException {
        long size = 0;
        long sinceNs = System.nanoTime();
        while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
            long now = Files.size(linesOf(writer));
            if (now > size) {
                size = now;
                sinceNs = System.nanoTime();
            }
            if (System.nanoTime() - sinceNs > TimeUnit.SECONDS.toNanos(SILENCE_MAX_S)) {
                return false;
            }
        }
        return true;
    }

    /// Reads the topic with a program of its own, and hands each record to the check of who wrote it.
    private boolean read(Program reader, Map<Program, TransactionCheck> checks)
            throws IOException, InterruptedException {
        Path seen = Files.createDirectories(folder.resolve("seen-by-" + reader.label()));
        List<String> command = new ArrayList<>(reader.command(clients));
        command.addAll(List.of("committed", bootstrap, seen.toString(), topic));
        int ended = start(command, "seen-by-" + reader.label()).waitFor();
        if (ended != 0) {
            System.out.println(reader.label() + " did not read to the end offsets, and ended with " + ended);
            return false;
        }
        Map<String, TransactionCheck> byId = new HashMap<>();
        checks.forEach((writer, check) -> byId.put(id(writer), check));
        List<String> lines = Files.readAllLines(seen.resolve(topic));
        long strangers = 0;
        for (String line : lines) {
            RecordLine.Seen record = RecordLine.seen(line);
            TransactionCheck check = byId.get(text(record.key()));
            if (check == null) {
                strangers++;
            } else {
                check.record(record.partition(), record.offset(), text(record.value()));
            }
        }
        System.out.println(reader.label() + " read " + lines.size() + " committed records to the end offsets"
                + (strangers == 0 ? "" : ", " + strangers + " of nobody"));
        return strangers == 0;
    }

    private boolean report(Program writer, Map<Program, Verdict> verdicts, @Nullable String failure) {
        List<String> wrong = new ArrayList<>();
        if (failure != null) {
            wrong.add(failure);
        }
        verdicts.forEach((reader, verdict) -> {
            if (!verdict.isOk()) {
                wrong.add(reader.label() + " saw " + verdict.violationCount() + " violations");
                verdict.violations().forEach(violation -> wrong.add("    " + violation));
            }
        });
        Verdict verdict = verdicts.values().iterator().next();
        if (verdict.committed() < count || verdict.aborted() < count) {
            wrong.add("fewer than " + count + " of each");
        }
        System.out.printf(
                "%-11s committed=%d aborted=%d unknown=%d failed=%d records=%d torn=%d lost=%d aborted-read=%d"
                        + " violations=%d %s%n",
                writer.label(),
                verdict.committed(),
                verdict.aborted(),
                verdict.unknown(),
                verdict.failed(),
                verdict.records(),
                most(verdicts, TransactionCheck.Anomalies::torn),
                most(verdicts, TransactionCheck.Anomalies::lost),
                most(verdicts, TransactionCheck.Anomalies::abortedRead),
                verdicts.values().stream().mapToLong(Verdict::violationCount).sum(),
                wrong.isEmpty() ? "OK" : "FAILED");
        wrong.forEach(line -> System.out.println("    " + line));
        return wrong.isEmpty();
    }

    /// Of what the reader has seen that saw most of it.
    private static long most(Map<Program, Verdict> verdicts, ToLongFunction<TransactionCheck.Anomalies> kind) {
        return verdicts.values().stream()
                .map(Verdict::anomalies)
                .mapToLong(kind)
                .max()
                .orElse(0);
    }

    private Process start(List<String> command, String name) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.resolve(name + ".lines").toFile())
                .redirectError(folder.resolve(name + ".errors").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private List<TransactionLine> lines(Program writer) throws IOException {
        return Files.readAllLines(linesOf(writer)).stream()
                .map(TransactionLine::parse)
                .toList();
    }

    private Path linesOf(Program writer) {
        return folder.resolve(writer.label() + ".lines");
    }

    private String id(Program writer) {
        return topic + "-" + writer.label();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
